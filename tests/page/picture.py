"""Makes the README's pictures of the console page: picture.py URL LIGHT DARK, with the server of picture.sh."""

import sys

from browser import Browser

url, light, dark = sys.argv[1:4]


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
        b.picture(light)
        b.theme("dark")
        b.picture(dark)
    finally:
        b.close()


main()
