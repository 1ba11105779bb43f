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
	struct str link;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct str text = str_from(texts[i].text);
		if (texts[i].link == NULL)
			TAP_OK(!links_next(&text, &link), "text %zu", i);
		else if (TAP_OK(links_next(&text, &link), "text %zu", i))
			TAP_STR(link, str_from(texts[i].link), "text %zu", i);
	}
}

int
main(void)
{
	finds();
	return tap_done();
}
