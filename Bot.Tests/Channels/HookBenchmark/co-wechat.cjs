'use strict'
// node co-wechat.cjs FOLDER TOKEN KEY ID: the npm package co-wechat under koa, both in FOLDER/node_modules, checks, opens and answers callbacks and stores nothing. Prints its port.
const { createRequire } = require('module')
const path = require('path')
const [folder, token, encodingAESKey, appid] = process.argv.slice(2)
const load = createRequire(path.join(path.resolve(folder), 'here'))
const Koa = load('koa')
const wechat = load('co-wechat')

const app = new Koa()
app.use(wechat({ token, encodingAESKey, appid }).middleware(async message => message.MsgId ? '' : 'no message'))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
