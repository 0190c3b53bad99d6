'use strict'
// node wechat-crypto.cjs FOLDER: the platforms' side of a callback as the npm package wechat-crypto in FOLDER/node_modules speaks it; none of the bot's code is here.
// Reads orders as lines of JSON and answers each with one: {do: "seal"|"check"|"deliver", way, token, key, id, hook?, message, timestamp?, nonce?, query?, body?}.
const { createRequire } = require('module')
const http = require('http')
const path = require('path')
const readline = require('readline')
const WXBizMsgCrypt = createRequire(path.join(path.resolve(process.argv[2]), 'here'))('wechat-crypto')

const xml = fields => `<xml>${Object.entries(fields).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`).join('')}</xml>`

// How each platform writes the envelope, by the console's name of it.
const ways = {
  official: { type: 'text/xml', write: (order, encrypt) => xml({ ToUserName: order.to, Encrypt: encrypt }) },
  mini: { type: 'application/json', write: (order, encrypt) => JSON.stringify({ ToUserName: order.to, Encrypt: encrypt }) },
  application: { type: 'text/xml', write: (order, encrypt) => xml({ ToUserName: order.id, AgentID: order.to, Encrypt: encrypt }) },
  robot: { type: 'application/json', write: (order, encrypt) => JSON.stringify({ encrypt }) }
}
const isWechat = order => order.way === 'official' || order.way === 'mini'

// The package wants an id; the smart robot has none.
function cryptOf (order) {
  const crypt = new WXBizMsgCrypt(order.token, order.key, order.id || 'none')
  crypt.id = order.id
  return crypt
}

function seal (order) {
  const crypt = cryptOf(order)
  const timestamp = order.timestamp || String(Math.floor(Date.now() / 1000))
  const nonce = order.nonce || String(Math.floor(Math.random() * 1e9))
  const encrypt = crypt.encrypt(order.message)
  const query = { timestamp, nonce, msg_signature: crypt.getSignature(timestamp, nonce, encrypt) }
  if (isWechat(order)) Object.assign(query, { signature: crypt.getSignature(timestamp, nonce, ''), encrypt_type: 'aes' })
  return { query: new URLSearchParams(query).toString(), body: ways[order.way].write(order, encrypt), encrypt, timestamp, nonce, signature: query.msg_signature }
}

function call (order, method, query, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${order.hook}?${query}`, { method, headers: body === undefined ? {} : { 'Content-Type': ways[order.way].type } }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', part => { text += part }).on('end', () => resolve({ status: answer.statusCode, text }))
    })
    request.on('error', reject).end(body)
  })
}

// The sealed part of what the bot answers, opened; undefined where nothing is sealed.
function open (order, text) {
  const crypt = cryptOf(order)
  let encrypt, signature, timestamp, nonce
  if (order.way === 'robot' && text.startsWith('{')) ({ encrypt, msgsignature: signature, timestamp, nonce } = JSON.parse(text))
  else [encrypt, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(name => new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(text)?.[1])
  if (!encrypt) return undefined
  return { ...crypt.decrypt(encrypt), nonce: String(nonce), genuine: signature === crypt.getSignature(String(timestamp), String(nonce), encrypt) }
}

async function obey (order) {
  if (order.do === 'seal') return seal(order)
  if (order.do === 'check') {
    const sealed = seal(order)
    const query = new URLSearchParams(sealed.query)
    if (isWechat(order)) query.delete('msg_signature')
    query.set('echostr', isWechat(order) ? order.message : sealed.encrypt)
    return call(order, 'GET', query, undefined)
  }
  const sealed = order.body === undefined ? seal(order) : order
  const answer = await call(order, 'POST', sealed.query, sealed.body)
  return { ...answer, query: sealed.query, body: sealed.body, opened: open(order, answer.text) }
}

readline.createInterface({ input: process.stdin }).on('line', async line => {
  let answer
  try { answer = await obey(JSON.parse(line)) } catch (fault) { answer = { fault: String(fault.stack) } }
  process.stdout.write(JSON.stringify(answer) + '\n')
})
