// A URL and its parameters follow each other.
const url = new URL('http://a/p?x=1&y=2#h');
const { searchParams } = url;
searchParams.append('z', 'ü +');
console.log(url.href, url.search, url.hash, url.searchParams === searchParams);
url.search = '?k=v';
console.log([...searchParams], url.href);
searchParams.delete('k');
console.log(url.href, url.search === '', searchParams.size);
url.href = 'http://b/?m=n';
console.log(searchParams.get('m'));
searchParams.set('m', 'o');
url.pathname = '/changed';
url.hash = 'there';
console.log(url.toString(), JSON.stringify({ url }));
url.search = '';
console.log([...searchParams].length, url.href);
