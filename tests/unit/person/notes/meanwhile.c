/*
 * client/person/notes/meanwhile: after a reconnection it tells who has come to
 * each group and who has left it, from lists of names and all that changes
 * them; nothing if nothing has changed, or if one was not there.
 */
#include "client/person/notes/meanwhile.h"

#include <stdio.h>

#include "tests/lib/must.h"

static struct meanwhile meanwhile;
static struct session session;
static bool returns;
static char said[1024]; /* the last sentence */

static void
hear(const char *text)
{
	struct meanwhile_news news;
	struct command line;
	struct buf all;

	said[0] = '\0';
	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	if (meanwhile_note(
		&meanwhile, &session, &line, returns, STR("old"), &news)) {
		buf_init(&all, said, sizeof(said) - 1);
		MUST(buf_cat(&all, news.piece, news.count), "room");
		said[buf_len(&all)] = '\0';
	}
	session_note(&session, &line);
}

/* Joins the group, and gets its members. */
static void
enter(const char *group, const char *names)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "join 1 %s javad", group);
	hear(text);
	session_ask_names(&session, str_from(group));
	(void)snprintf(text, sizeof(text), "names %s %s", group, names);
	hear(text);
	(void)snprintf(text, sizeof(text), "ok names %s 1", group);
	hear(text);
}

static void
lose(void)
{
	meanwhile_lost(&meanwhile);
	session_free(&session);
	session_init(&session, -1);
	hear("ok name javad");
	returns = true;
}

static void
says(const char *want)
{
	TAP_STR(str_from(said), str_from(want), "%s",
	    want[0] != '\0' ? want : "nothing");
}

static void
tells(void)
{
	enter("dev", "@ali javad +bob old eve");
	says("");
	enter("ops", "ali javad");
	lose();
	enter("dev", "ali javad sara");
	says("meanwhile in #dev: sara joined; bob and eve left");
	hear("join 2 dev zoe");
	says("");
	enter("ops", "javad ali");
	says("");
	returns = false;
	hear("join 2 ops cid");
	hear("join 2 ops dan");
	hear("leave 3 ops cid");
	hear("name 3 dan dora");
	hear("kick 4 ops cid ali");
	hear("quit 6 zoe");
	lose();
	enter("ops", "ali dora javad");
	says("meanwhile in #ops: ali joined");
	enter("DEV", "ali javad sara");
	says("");
}

/* Lost again before the list has come, the first one counts. */
static void
waits(void)
{
	lose();
	hear("join 1 dev javad");
	hear("names dev javad");
	lose();
	enter("dev", "+sara javad");
	says("meanwhile in #dev: ali left");
	hear("leave 1 dev javad");
	lose();
	enter("dev", "javad");
	says("");
	lose();
	returns = false;
	enter("dev", "javad ali");
	says("");
	returns = true;
}

static void
counts(void)
{
	char names[256] = "javad";

	lose();
	for (int i = 0; i < MEANWHILE_NAMES + 2; i++) {
		const size_t len = strlen(names);
		(void)snprintf(names + len, sizeof(names) - len, " c%d", i);
	}
	enter("dev", names);
	says("meanwhile in #dev: c0, c1, c2, c3, c4, c5, c6, c7 and 2 others "
	     "joined; ali left");
	lose();
	enter("dev", "javad c8");
	says("meanwhile in #dev: c0, c1, c2, c3, c4, c5, c6, c7 and 1 other "
	     "left");
}

int
main(void)
{
	session_init(&session, -1);
	hear("ok name javad");
	tells();
	waits();
	counts();
	meanwhile_free(&meanwhile);
	session_free(&session);
	return tap_done();
}
