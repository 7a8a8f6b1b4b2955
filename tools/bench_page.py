"""How quick the page is: first paint, scrolling through 500 exchanges, and what a token costs there and in an empty thread

python tools/bench_page.py [--chromium PATH]   prints one line for each; needs playwright and a Chromium"""

import argparse, json, shutil, statistics, subprocess, sys, tempfile, time, urllib.request
from pathlib import Path
from playwright.sync_api import expect, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent/'tests')]
from test_page import START, STEERED # the reply's stream, steered from here
from test_page_ground import long_talk

SCROLL = """async () => { const box = document.querySelector('#scroller'), gaps = []; let last = performance.now(); box.scrollTop = 0;
  for (let top = 0; top < 240; top += 1) { box.scrollTop += 120; await new Promise(requestAnimationFrame); const now = performance.now(); gaps.push(now - last); last = now; }
  return gaps.slice(5); }"""
APPEND = """async () => { const spent = [];
  for (let n = 0; n < 200; n += 1) { const start = performance.now(); say({ type: 'text', text: ' and' }); await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); document.body.offsetHeight; spent.push(performance.now() - start); }
  return spent; }"""

def main():
    args = argparse.ArgumentParser(description=__doc__); args.add_argument('--chromium', default=shutil.which('chromium') or shutil.which('google-chrome')); args = args.parse_args()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as p:
        code, port = 'import sys; from nanochat.cli import main; main(sys.argv[1:])', 8765
        server = subprocess.Popen([sys.executable, '-c', code, '--data-dir', home, 'serve', '--port', str(port)], cwd=HERE.parent, stdout=subprocess.DEVNULL); url = f'http://127.0.0.1:{port}/'
        try:
            for _ in range(600):
                try: urllib.request.urlopen(url + 'healthz').close(); break
                except OSError: time.sleep(.1)
            browser = p.chromium.launch(executable_path=args.chromium, args=['--no-sandbox', '--disable-dev-shm-usage'])
            def paint():
                page = browser.new_page(); page.goto(url); page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
                found = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"); page.close(); return found
            print(f'first contentful paint: {statistics.median(paint() for _ in range(7)):.0f} ms (median of 7, new tabs)')
            spent = {}
            for count in 0, 500:
                page = browser.new_page(viewport=dict(width=1440, height=900)); page.add_init_script(STEERED); page.goto(url)
                page.route('**/conversations/long', lambda route: route.fulfill(json=long_talk(count)))
                start = time.perf_counter(); page.evaluate("location.hash = '#/chat/long'"); expect(page.locator('.exchange')).to_have_count(count)
                if count:
                    print(f'opening {count} exchanges: {1000*(time.perf_counter() - start):.0f} ms')
                    gaps = page.evaluate(SCROLL); print(f'scrolling them: {1000/statistics.mean(gaps):.0f} frames a second, the slowest frame {max(gaps):.0f} ms')
                page.fill('#message', 'One more?'); page.press('#message', 'Enter'); page.wait_for_function('() => Boolean(window.say)')
                for event in START | dict(conversation='long'), dict(type='text', text='So'): page.evaluate('event => say(event)', event)
                expect(page.locator('.streaming .text')).to_have_text('So'); spent[count] = statistics.median(page.evaluate(APPEND)); page.close()
            print(f'a token, from the stream to the layout: {spent[0]:.1f} ms in an empty thread, {spent[500]:.1f} ms behind 500 exchanges')
            browser.close()
        finally: server.terminate(); server.wait()

if __name__ == '__main__': main()
