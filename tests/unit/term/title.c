/* client/term/title: where one is and how much is new; it is bounded. */
#include "client/term/title.h"

#include "tests/lib/must.h"
#include "tests/lib/vt.h"

static struct out out;
static struct title title;
static struct vt screen;

static void
drain(void)
{
	const struct str bytes = buf_str(&out.waiting);

	vt_feed(&screen, bytes.at, bytes.len);
	buf_drop(&out.waiting, bytes.len);
}

static void
begin(const char *term)
{
	out_init(&out, -1);
	vt_init(&screen, 24, 80);
	screen.window = true;
	vt_feed(&screen, "\033]2;shell\a", 10);
	title_begin(&title, &out, term);
}

static const struct {
	struct str view;
	size_t news;
	const char *shown;
} titles[] = {
	{ { "dev", 3 }, 3, "(3) forkcast: dev" },
	{ { "dev", 3 }, 0, "forkcast: dev" },
	{ { "", 0 }, 0, "forkcast" },
	{ { "", 0 }, 12, "(12) forkcast" },
	{ { "a\a\033]2;b\xc2\x9c"
	    "c",
	      10 },
	    1, "(1) forkcast: a??]2;b?c" },
};

static void
shows(size_t i)
{
	begin("xterm-256color");
	title_show(&title, &out, titles[i].view, titles[i].news);
	drain();
	TAP_STR(
	    str_from(screen.title), str_from(titles[i].shown), "title %zu", i);
	const size_t bytes = screen.bytes;
	title_show(&title, &out, titles[i].view, titles[i].news);
	drain();
	TAP_NUM(screen.bytes - bytes, 0, "title %zu: once", i);
	title_end(&title, &out);
	drain();
	TAP_STR(str_from(screen.title), STR("shell"), "as it was before");
	TAP_NUM(screen.foreign, 0, "nothing else has come");
	TAP_NUM(screen.bells, 0, "no bell has rung");
}

/* A name without end, and no room. */
static void
is_bounded(void)
{
	char name[4096];
	char *room;

	memset(name, 'x', sizeof(name));
	begin("xterm");
	title_show(&title, &out, (struct str) { name, sizeof(name) }, SIZE_MAX);
	drain();
	TAP_OK(strlen(screen.title) <= TITLE_SIZE &&
		strstr(screen.title, ") forkcast: x") != NULL,
	    "a long name is cut: %s", screen.title);
	const size_t most = buf_room(&out.waiting, &room);
	buf_filled(&out.waiting, most);
	title_show(&title, &out, STR("dev"), 0);
	buf_drop(&out.waiting, most);
	title_show(&title, &out, STR("dev"), 0);
	drain();
	TAP_STR(str_from(screen.title), STR("forkcast: dev"),
	    "without room it is shown later");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(titles); i++)
		shows(i);
	is_bounded();
	return tap_done();
}
