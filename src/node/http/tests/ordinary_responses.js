// What ordinary handlers do with a response: heads, bodies, statuses, and a head that cannot be.
const http = require('http');
const s = http.createServer((req,res)=>{
  if (req.url==='/a') { res.writeHead(200,{'content-type':'text/plain'}); return res.end('hello\n'); }
  if (req.url==='/b') { res.setHeader('X-A', 1); res.setHeader('x-b', 'two'); res.statusCode=201; return res.end(Buffer.from('buf')); }
  if (req.url==='/c') { setTimeout(()=>{ res.on('finish',()=>console.log('fin')); res.end('later'); res.on('close',()=>console.log('close'));},10); return; }
  if (req.url==='/d') { setTimeout(()=>{ res.end('é…', 'utf8'); res.on('finish',()=>console.log('fin2', res.writableFinished)); },10); return; }
  if (req.url==='/e') { res.end(); console.log(res.headersSent, res.finished, res._header.replace(/Date.*/, 'Date')); return }
  try { res.writeHead(200, {'bad name': 1}) } catch (e) { console.log(e.code, e.message); res.end('x') }
});
s.listen(0,'127.0.0.1',async ()=>{
  for (const p of ['/a','/b','/c','/d','/e','/f']) await new Promise(r=>http.get({port:s.address().port,path:p},(x)=>{ let d=''; x.on('data',c=>d+=c); x.on('end',()=>{ delete x.headers.date; console.log(p,x.statusCode,x.headers,JSON.stringify(d)); r();});}));
  s.close(); http.globalAgent.destroy();
});
