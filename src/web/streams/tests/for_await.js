// for await closes its iterator, and waits for that, whichever way the loop is left.
const log=[];
function mk(name, n=3, opts={}){ let i=0; return {[Symbol.asyncIterator](){return {async next(){ if(opts.nextThrow) throw new Error('next'); return {value:i++,done:i>n}}, async return(){ await null; log.push(name+':returned'); if(opts.retThrow) throw new Error('ret'); if (opts.retNum) return 5; return {}}}}}}
async function main(){
  try{ for await (const x of mk('a')) throw new Error('no') }catch(e){log.push('caught '+e.message)}
  for await (const x of mk('b')) break;
  log.push('broke');
  for await (const x of mk('c')) {log.push(x)}
  try{ for await (const x of mk('d',3,{retThrow:1})) throw new Error('no2') }catch(e){log.push('caught '+e.message)}
  try{ for await (const x of mk('e',3,{retThrow:1})) break }catch(e){log.push('caught '+e.message)}
  try{ for await (const x of mk('f',3,{nextThrow:1})) break }catch(e){log.push('caught '+e.message)}
  try{ for await (const {x:{y}} of mk('g',3)) log.push(y) }catch(e){log.push('caught '+e.name)}
  async function r(){ for await (const x of mk('h')) { for await (const y of mk('i')) return x+y+10 } }
  log.push(await r());
  o: for (const q of [1,2]) for await (const x of mk('j'+q)) { if (x==1) continue o; }
  async function* gen(){ try { for await (const x of mk('k')) yield x } finally { log.push('fin') } }
  for await (const v of gen()) { log.push('v'+v); if (v==1) break }
  try { for await (const v of gen()) { throw 'z' } } catch(e){ log.push('c'+e)}
  const it=gen(); await it.next(); try { await it.throw(new Error('inj')) } catch(e){log.push('inj:'+e.message)}
  let z; for await (z of [Promise.resolve(1),2]) { log.push('z'+z) }
  for await (var vv of [1,2,3]) { if (vv==2) continue; try { log.push('vv'+vv) } finally { if (vv==3) break } }
  try { for await (const x of mk('n', 3, {retNum:1})) break } catch(e){log.push(e.message)}
  try { for await (const x of {[Symbol.asyncIterator](){return {next(){return {value:1,done:false}}}}}) throw 'noret' } catch(e){log.push(e)}
  for await (const x of []) ;
  const fs=[]; for await (const x of [1,2,3]) fs.push(()=>x); log.push(fs.map(f=>f()).join());
  switch(1){ case 1: for await (const x of [1]) { switch(x){case 1: break;} log.push('sw') } }
}
main().then(()=>console.log(log.join('\n')), e=>console.log('FAIL',e, e.stack, log.join()));
