/* client/session/alias: words of one's own, and what is typed behind them. */
#include "client/session/alias.h"

#include <stdio.h>

#include "tests/lib/must.h"

static char room[ALIAS_ROOM];

/* The line becomes that; null: it is a mistake. */
static void
becomes(const char *line, const char *wanted)
{
	const struct alias_line got = alias_expand(str_from(line), room);

	if (wanted == NULL)
		TAP_OK(got.wrong != NULL, "%s is a mistake", line);
	else if (TAP_OK(got.wrong == NULL, "%s is none", line))
		TAP_STR(got.line, str_from(wanted), "%s", line);
}

static void
set(const char *alias)
{
	const char *wrong = alias_set(str_from(alias));

	MUST(wrong == NULL, "%s: %s", alias, wrong);
}

static void
expands(void)
{
	set("hi msg $1 hello");
	set("/say2 /send dev $2 $1");
	set("rest msg $1 $2-");
	set("all topic $*!");
	set("cost say $$5 $x $");
	set("plain names");
	becomes("/hi bob and more", "/msg bob hello");
	becomes("/HI   bob  ", "/msg bob hello");
	becomes("/hi", "/msg  hello");
	becomes("/say2 a b c", "/send dev b a");
	becomes("/rest bob  a  b", "/msg bob a  b");
	becomes("/rest bob", "/msg bob");
	becomes("/rest", "/msg");
	becomes("/all a b", "/topic a b!");
	becomes("/cost", "/say $5 $x $");
	becomes("/cost 1", "/say $5 $x $ 1");
	becomes("/plain", "/names");
	becomes("/plain dev", "/names dev");
	becomes("/unknown dev", "/unknown dev");
	becomes("hi bob", "hi bob");
	becomes("//hi bob", "//hi bob");
	becomes("/ hi", "/ hi");
	becomes("/", "/");
	becomes("", "");
}

/* Each command of the line is one of these, up to a null. */
static void
runs(const char *line, const char *const wanted[])
{
	const struct alias_line all = alias_expand(str_from(line), room);
	char one[LIMIT_LINE];
	size_t i = 0;

	TAP_OK(all.several && all.wrong == NULL, "%s is several", line);
	for (; wanted[i] != NULL; i++)
		TAP_STR(alias_command(all.line, i, one).line,
		    str_from(wanted[i]), "%s: %zu", line, i);
	TAP_STR(alias_command(all.line, i, one).line, STR(""), "no more");
}

static void
has_several(void)
{
	set("kb ban $1; /kick $1 $2-");
	runs("/kb sara go; /quit",
	    (const char *const[]) {
		"/ban sara", "/kick sara go; /quit", NULL });
	set("two away;; say x; ;me");
	runs("/two waves",
	    (const char *const[]) { "/away; say x", "/me waves", NULL });
	set("one say a;;b;;;");
	becomes("/one", "/say a;b;");
	set("end say a;");
	becomes("/end b", "/say a b");
	set("nest kb sara $1-");
	runs("/nest go",
	    (const char *const[]) { "/ban sara", "/kick sara go", NULL });
	TAP_OK(alias_set(STR("self away; self")) != NULL, "itself, as second");
	TAP_OK(alias_set(STR("none ; ;")) != NULL, "no command at all");
	set("kb");
	set("nest");
}

static void
nests(void)
{
	char alias[32];

	becomes("/n ops", "/names ops");
	for (int i = 1; i <= ALIAS_DEPTH; i++) {
		(void)snprintf(alias, sizeof(alias), "x%d x%d", i, i + 1);
		set(alias);
	}
	becomes("/x1 y", "/x11 y");
	set("x0 x1");
	becomes("/x0 y", NULL);
	set("ping pong");
	set("pong ping");
	becomes("/ping", NULL);
}

static void
is_given(void)
{
	becomes("/j dev", "/join dev");
	becomes("/wi bob", "/whois bob");
	becomes("/win 3", "/window 3");
	becomes("/buffer 3", "/window 3");
	becomes("/dm bob hi", "/msg bob hi");
	becomes("/ns identify x", "/msg nickserv identify x");
	becomes("/?", "/help");
	becomes("/wn", "/window next");
	MUST(alias_remove(STR("j")), "taken away");
	becomes("/j dev", "/j dev");
	MUST(alias_set(STR("q")) == NULL, "by a line without a text too");
	becomes("/q bob", "/q bob");
	MUST(alias_set(STR("q")) == NULL, "that is no mistake twice");
	MUST(alias_is_given(STR("J")) && !alias_is_given(STR("hi")),
	    "which are there from the start");
	alias_clear();
	becomes("/j dev", "/join dev");
	set("j names $1");
	becomes("/J dev", "/names dev");
	MUST(alias_remove(STR("/j")), "it is another one");
	becomes("/j dev", "/join dev");
	TAP_STR(alias_find(STR("/J")), STR("j join"), "it is its own again");
	MUST(alias_remove(STR("j")), "taken away for good");
	TAP_STR(alias_find(STR("j")), STR(""), "there is none");
	set("j names");
	MUST(alias_set(STR("j")) == NULL, "by a line without a text");
	becomes("/j dev", "/j dev");
	alias_clear();
	TAP_STR(alias_at(1), STR("buffer window"), "as it is kept");
	TAP_STR(alias_at(30), STR(""), "behind the last");
}

static bool
is_command(struct str word)
{
	return str_caseeq(word, STR("quit")) || str_caseeq(word, STR("t"));
}

static void
refuses_as(const char *alias, const char *wanted)
{
	const char *wrong = alias_set(str_from(alias));

	MUST(wrong != NULL, "%s is taken", alias);
	TAP_STR(str_from(wrong), str_from(wanted), "%s", alias);
}

/* Whoever has lost a command could not get it back. */
static void
is_guarded(void)
{
	alias_guard(is_command);
	refuses_as("/quit names", "/quit is a command");
	refuses_as("QUIT names", "/QUIT is a command");
	becomes("/quit", "/quit");
	refuses_as("x x", "/x would stand for itself");
	refuses_as("x /X y", "/x would stand for itself");
	refuses_as("j j", "/j would stand for itself");
	set("t names");
	becomes("/t", "/names");
	alias_clear();
}

static void
refuses(void)
{
	static char line[LIMIT_LINE];
	char alias[16];

	alias_clear();
	MUST(alias_set(STR("")) != NULL, "no word");
	MUST(alias_set(STR("new")) != NULL, "no text");
	MUST(alias_set(STR("a/b c")) != NULL, "no word either");
	MUST(!alias_remove(STR("nope")), "what is not there");
	memset(line, 'x', sizeof(line));
	line[0] = 'w';
	line[1] = ' ';
	MUST(alias_set((struct str) { line, ALIAS_TEXT + 3 }) != NULL,
	    "too long a text");
	MUST(alias_set((struct str) { line, ALIAS_TEXT + 2 }) == NULL,
	    "not too long a text");
	line[0] = '/';
	line[1] = 'w';
	line[2] = ' ';
	MUST(alias_expand((struct str) { line, LIMIT_LINE - 1 }, room).wrong !=
		NULL,
	    "too long a line");
	for (int i = 0; i < ALIAS_MOST - 30; i++) {
		(void)snprintf(alias, sizeof(alias), "n%d x", i);
		set(alias);
	}
	MUST(alias_set(STR("more x")) != NULL, "one too many");
	MUST(alias_set(STR("N5 y")) == NULL, "but one that is there");
	becomes("/n5", "/y");
	PASS("120 aliases, and what is none is refused");
}

int
main(void)
{
	expands();
	has_several();
	nests();
	is_given();
	is_guarded();
	refuses();
	return tap_done();
}
