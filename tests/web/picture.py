#!/usr/bin/env python3
"""Draws the page as a person sees it, for README.md: picture.py BUILD FILE.png"""
import sys

from browser import Browser
from test import Nc, Server, opened, running


def main():
    build, path = sys.argv[1:]
    browser = Browser()
    server = Server(build, "history all")
    try:
        sara, ali = Nc(server, "sara", "ops", "news"), Nc(server, "ali", "ops")
        tab = opened(browser, server, "javad", group="ops,news")
        sara.say("topic ops backups at 04:00")
        ali.say("send ops good morning")
        sara.say("send ops good morning, ali", "send ops is the backup done?", "ping said")
        sara.hear("ok ping said")
        tab.see("is the backup done?")
        tab.reach("is the backup done?")
        tab.press("r")
        tab.say("yes, at 04:10")
        sara.hear("yes, at 04:10")
        sara.say("send ops javad: who puts the new disks in?", "send news one new disk a month",
                 "tell javad they are on your table", "away lunch")
        tab.see("javad: who puts")
        tab.wait("views.get('@sara').unread === 1 && views.get('#news').unread === 1")
        tab.size(1000, 520)
        tab.run("new Promise((done) => setTimeout(done, 300))")
        tab.picture(path)
    finally:
        browser.end()
        while running:
            running.pop()()


if __name__ == "__main__":
    main()
