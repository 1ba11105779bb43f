/* client/text/words/heard: full events in short form, with their accounts. */
#include "client/text/words/heard.h"

#include "client/text/render.h"
#include "tests/lib/must.h"

#define ID "1795160020104233"
#define ALI "ali!a@host!Sam!-"
#define EVE "eve!e@host!*!B"

/* The short form is written as a filter does; empty: not for such clients. */
static const struct {
	const char *line;
	const char *kind, *brief, *account, *causer;
	bool full;
} rows[] = {
	{ "msg " ID " 1 ali hi", "msg", "[1] ali: hi\n", "", "ali", false },
	{ "msg " ID " 1 " ALI " hi", "msg", "[1] ali: hi\n", "Sam", "ali",
	    true },
	{ "note " ID " @me " ALI " hi", "note", "ali -> me: hi\n", "Sam", "ali",
	    true },
	{ "join " ID " 1 " ALI " Ali of Shiraz", "join", "-- join 1 ali\n",
	    "Sam", "ali", true },
	{ "invite " ID " 1 " ALI " me", "invite", "-- invite 1 ali me\n", "Sam",
	    "ali", true },
	{ "invite " ID " 1 " ALI " eve", "invite", "", "Sam", "ali", true },
	{ "item " ID " 1 ali 0 wash up", "item",
	    "-- item " ID " 1 ali 0 wash up\n", "", "ali", false },
	{ "msg " ID " 1 ali!a@host!!- hi", "msg", "[1] ali: hi\n", "", "ali",
	    true },
};

static void
shows(const struct heard *heard, const char *brief)
{
	static char memory[RENDER_ROOM];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	render_line(&line, &heard->event, &(struct manner) { .stable = true });
	TAP_STR(buf_str(&line), str_from(brief), "in short form");
}

/* Lines of a server that sends full events, and what a chat makes of them. */
static const struct {
	const char *line, *brief;
} answers[] = {
	{ "names 1 nt o!ali!a@h -!eve!e@h ov!zoe!z@h v!jo!j@h",
	    "-- names 1 @ali eve @+zoe +jo\n" },
	{ "names 1 ali eve", "-- names 1 ali eve\n" },
	{ "ok topic 1 " ID " ali tea  at five",
	    "-- ok topic 1 tea  at five " ID " ali\n" },
	{ "ok topic 1 " ID " * tea", "-- ok topic 1 tea\n" },
	{ "group 1 3 " ID " 0 tea at five", "-- group 1 3 tea at five\n" },
	{ "person 1 o " ALI " " ID " 3 Ali",
	    "-- person 1 o " ALI " " ID " 3 Ali\n" },
	{ "msg " ID " o:1 " ALI " hi", "[o:1] ali: hi\n" },
	{ "note " ID " @me " ALI " hi", "ali -> me: hi\n" },
};

static void
brief(const char *line, const char *wanted)
{
	static char room[HEARD_ROOM];
	struct heard heard = { 0 };

	MUST(
	    grammar_parse(str_from(line), FROM_SERVER, &heard.event) == CODE_OK,
	    "%s", line);
	(void)heard_brief(&heard.event, true, room);
	shows(&heard, wanted);
}

int
main(void)
{
	struct command event;
	struct heard heard;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *brief = rows[i].brief;
		if (!TAP_NUM(grammar_parse(
				 str_from(rows[i].line), FROM_SERVER, &event),
			CODE_OK, "%s", rows[i].line))
			continue;
		TAP_OK(
		    heard_take(&heard, &event, STR("ME")) == (*brief != '\0'),
		    "whether a client with short events gets it");
		if (*brief != '\0')
			shows(&heard, brief);
		TAP_STR(heard.kind, str_from(rows[i].kind), "its kind");
		TAP_STR(heard.account, str_from(rows[i].account), "account");
		TAP_STR(heard_causer(&heard), str_from(rows[i].causer), "by");
		TAP_OK(heard.full == rows[i].full, "whether it was full");
	}
	for (size_t i = 0; i < COUNT(answers); i++)
		brief(answers[i].line, answers[i].brief);
	return tap_done();
}
