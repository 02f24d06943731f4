"""Makes the README's picture of the console page: picture.py URL FILE, with the server of picture.sh."""

import sys

from browser import Browser

url, path = sys.argv[1:3]


def main():
    b = Browser()
    try:
        b.theme("light")
        b.screen(1200, 1010)
        b.go(url + "/")
        b.click("button", "Start execution")
        b.type("dialog textarea", '{"total": 500, "items": ["pen", "ink", "paper"], "note": "busy"}')
        b.type("dialog [name=name]", "order-1042")
        b.click("dialog button.primary")
        b.wait_text("Approve waits for an answer to its token.")
        b.choose("Check order")
        b.wait_text("1 retry")
        b.run("document.activeElement.blur()")
        b.picture(path)
    finally:
        b.close()


main()
