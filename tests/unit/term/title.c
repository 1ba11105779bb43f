/*
 * client/term/title: a title is harmless, bounded and written once, and the
 * old one comes back.
 */
#include "client/term/title.h"

#include "tests/lib/must.h"
#include "tests/lib/vt.h"

static struct out out;
static struct title title;
static struct vt screen;

/* Shows a title; returns what the terminal has now. */
static struct str
shown(struct str view, size_t news)
{
	title_show(&title, &out, view, news);
	const struct str bytes = buf_str(&out.waiting);
	vt_feed(&screen, bytes.at, bytes.len);
	buf_drop(&out.waiting, bytes.len);
	return str_from(screen.title);
}

int
main(void)
{
	char name[4096];
	char *room;

	memset(name, 'x', sizeof(name));
	out_init(&out, -1);
	vt_init(&screen, 24, 80);
	screen.window = true;
	vt_feed(&screen, "\033]2;shell\a", 10);
	title_begin(&title, &out, "xterm-256color");
	TAP_STR(shown(STR("a\a\033]2;b\xc2\x9cz"), 1),
	    STR("(1) forkcast: a??]2;b?z"), "nobody's controls");
	const size_t bytes = screen.bytes;
	(void)shown(STR("a\a\033]2;b\xc2\x9cz"), 1);
	TAP_NUM(screen.bytes - bytes, 0, "it is written once");
	TAP_OK(shown((struct str) { name, sizeof(name) }, 0).len <= TITLE_SIZE,
	    "a long name is cut");
	const size_t most = buf_room(&out.waiting, &room);
	buf_filled(&out.waiting, most);
	title_show(&title, &out, STR(""), 0);
	buf_drop(&out.waiting, most);
	TAP_STR(shown(STR(""), 0), STR("forkcast"), "without room, later");
	title_end(&title, &out);
	TAP_STR(shown(STR("dev"), 0), STR("shell"), "the old one is back");
	return tap_done();
}
