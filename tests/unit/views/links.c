/*
 * client/views/links: addresses of web pages are found in what people write,
 * whole and without the sentence around them, and no other addresses are.
 */
#include "client/views/links.h"

#include "client/views/views.h"
#include "tests/lib/must.h"

/* Texts, and the first address in each; null: none. */
static const struct {
	const char *text, *link;
} texts[] = {
	{ "ali: see http://a.b/c", "http://a.b/c" },
	{ "HTTPS://A.B", "HTTPS://A.B" },
	{ "(https://a.b/c).", "https://a.b/c" },
	{ "https://a.b/c_(d), and", "https://a.b/c_(d)" },
	{ "<http://a.b/?x=1&y=2#z>", "http://a.b/?x=1&y=2#z" },
	{ "\"http://a.b/\"", "http://a.b/" },
	{ "http://a.b/\033[1mbold\033[0m!", "http://a.b/bold" },
	{ "http://a.b/\xe2\x81\xa9 c", "http://a.b/" },
	{ "http://a.b/\xc3\xa4\xc3\xb6", "http://a.b/\xc3\xa4\xc3\xb6" },
	{ "http://", NULL },
	{ "http:// a.b", NULL },
	{ "http://...", NULL },
	{ "xhttp://a.b", NULL },
	{ "ftp://a.b file:///etc/passwd javascript:x", NULL },
	{ "https:/a.b -http://a.b", "http://a.b" },
	{ "", NULL },
};

static void
finds(void)
{
	char room[LINKS_ROOM];
	struct str link;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct str text = str_from(texts[i].text);
		if (texts[i].link == NULL)
			TAP_OK(!links_next(&text, room, &link), "text %zu", i);
		else if (TAP_OK(links_next(&text, room, &link), "text %zu", i))
			TAP_STR(link, str_from(texts[i].link), "text %zu", i);
	}
}

static void
counts(void)
{
	struct views views;
	char room[LINKS_ROOM];
	struct str link;
	struct view *dev;

	MUST(views_begin(&views), "no memory");
	dev = views_open(&views, VIEW_GROUP, STR("dev"));
	MUST(dev != NULL &&
		views_add(&views, dev, LINE_TALK, 1,
		    STR("http://a and http://b")) != NULL &&
		views_add(&views, dev, LINE_TALK, 2, STR("nothing")) != NULL &&
		views_add(&views, dev, LINE_TALK, 3, STR("http://c")) != NULL &&
		views_add(&views, dev, LINE_REMARK, 4,
		    STR("-- opened http://a")) != NULL,
	    "no memory");
	TAP_OK(links_find(dev, 1, room, &link) && str_eq(link, STR("http://c")),
	    "the newest is the first");
	TAP_OK(links_find(dev, 2, room, &link) && str_eq(link, STR("http://b")),
	    "the last of a line comes first");
	TAP_OK(links_find(dev, 3, room, &link) && str_eq(link, STR("http://a")),
	    "then those before it");
	TAP_OK(!links_find(dev, 4, room, &link) &&
		!links_find(dev, 0, room, &link),
	    "there are no others");
	views_free(&views);
}

int
main(void)
{
	finds();
	counts();
	return tap_done();
}
