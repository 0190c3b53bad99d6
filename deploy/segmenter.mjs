// node segmenter.mjs CASES REPEATS: how fast the segmenter @node-rs/jieba (Rust) only cuts the same messages that the reader understands.
import { readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

const [file, repeats] = [process.argv[2], Number(process.argv[3])]
const texts = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line).text)
const segmenter = Jieba.withDict(dict)
const cutAll = times => {
  for (let i = 0; i < times; i++) for (const text of texts) segmenter.cut(text, true)
}
cutAll(50) // compiled while it runs
const started = process.hrtime.bigint()
cutAll(repeats)
const seconds = Number(process.hrtime.bigint() - started) / 1e9
console.log(Math.round(texts.length * repeats / seconds))
