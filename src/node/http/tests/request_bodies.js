// How the bodies of requests reach a program that listens, and the order of the events around their ends.
const http = require('http');
const log=[]; const L=(...a)=>{log.push(a.join(' '));console.log(a.join(' '))};
const s = http.createServer(async (req,res)=>{
  const p=req.url;
  req.on('close',()=>L(p,'req close'));
  res.on('finish',()=>L(p,'res finish')); res.on('close',()=>L(p,'res close'));
  if (p==='/text') { let b=''; req.setEncoding('utf8'); req.on('data',c=>b+=c); req.on('end',()=>{ L(p,'end',b.length,typeof b,req.complete,req.readableEnded,req.destroyed); res.end('ok'); process.nextTick(()=>L(p,'tick',req.destroyed, req.closed)); setImmediate(()=>L(p,'imm',req.destroyed,req.closed,req.readableFlowing,req.readableEncoding)); }); L(p,'sync'); return; }
  if (p==='/buf') { const b=[]; req.on('data',c=>b.push(c)); req.on('end',()=>{ L(p,Buffer.concat(b).toString('latin1').length); res.end('x'); }); return; }
  if (p==='/iter') { let n=0; for await (const c of req) n+=c.length; L(p,n,req.destroyed); return res.end('y'); }
  if (p==='/late') { await new Promise(r=>setTimeout(r,20)); let n=0; req.on('data',c=>n+=c.length).on('end',()=>{L(p,n); res.end('z')}); return; }
  if (p==='/mix') { let n=0; req.on('data',c=>{ n+=c.length; L(p,'flowing',req.readableFlowing, req._readableState.length); req.pause(); setTimeout(()=>req.resume(),5); }); req.on('end',()=>{ L(p,n); res.end('m'); }); return; }


  if (p==='/get') { req.on('data',()=>L(p,'data')).on('end',()=>{ L(p,'end', req.destroyed); res.end('g'); }); return; }
  if (p==='/none') { res.end('n'); return; }
});
s.listen(0, async ()=>{
  const port=s.address().port;
  const go=(path,body)=>new Promise(r=>{ const q=http.request({port,path,method:body===undefined?'GET':'POST',agent:false},x=>{ let d=''; x.on('data',c=>d+=c); x.on('end',()=>r(d)); }); if(body!==undefined){ if (Array.isArray(body)) { (async()=>{ for (const b of body) { q.write(b); await new Promise(r=>setTimeout(r,15)); } q.end(); })() } else q.end(body);} else q.end(); });
  for (const [p,b] of [['/text','é'.repeat(100)],['/text',[Buffer.from([0xe2]),Buffer.from([0x82,0xac])]],['/buf','a'.repeat(100000)],['/iter','b'.repeat(1000)],['/late','c'.repeat(500)],['/mix',['aa','bbb','c']],['/get'],['/none','d'.repeat(10)]]) { const d=await go(p,b); await new Promise(r=>setTimeout(r,30)); log.push('-> '+d); }
  s.close();
});
