/* client/chat/words/input: what a typed line means. */
#include "client/chat/words/input.h"

#include "shared/buf.h"
#include "tests/lib/tap.h"

#define ROOM (2 * LIMIT_LINE)

/* 100 bytes. */
#define TEN "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* In groups 1 and 2, the current one. */
static const struct {
	const char *line;
	enum meaning meaning;
	const char *words; /* with spaces between them; null: any */
} rows[] = {
	{ "", MEANS_NOTHING, "" },
	{ "   ", MEANS_NOTHING, "" },
	{ "hello", MEANS_COMMAND, "send 2 hello" },
	{ "hello  all ", MEANS_COMMAND, "send 2 hello  all " },
	{ "Join 1", MEANS_COMMAND, "send 2 Join 1" },
	{ "join 3", MEANS_COMMAND, "join 3" },
	{ "/join #3", MEANS_COMMAND, "join 3" },
	{ "join #3", MEANS_COMMAND, "join 3" },
	{ "/join ##3", MEANS_MISTAKE, NULL },
	{ "/send #1 #1 it is", MEANS_COMMAND, "send 1 #1 it is" },
	{ "#1 is it", MEANS_COMMAND, "send 2 #1 is it" },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "quit complaining", MEANS_COMMAND, "quit complaining" },
	{ " quit complaining", MEANS_COMMAND, "send 2 quit complaining" },
	{ "help", MEANS_COMMAND, "help" },
	{ "/help join", MEANS_ACTION, "join" },
	{ "help me please", MEANS_MISTAKE, NULL },
	{ "names", MEANS_MISTAKE, NULL },
	{ "send 1 hello", MEANS_COMMAND, "send 1 hello" },
	{ "send 3 hello", MEANS_MISTAKE,
	    "you are not in 3; join it first, or use /send" },
	{ "/send 3 hello", MEANS_COMMAND, "send 3 hello" },
	{ "put 1 colour dark red", MEANS_COMMAND, "put 1 colour dark red" },
	{ "put the kettle on", MEANS_MISTAKE,
	    "you are not in the; to send it as a message, begin with a space" },
	{ "/put the kettle on", MEANS_COMMAND, "put the kettle on" },
	{ " put the kettle on", MEANS_COMMAND, "send 2 put the kettle on" },
	{ "hear hear!", MEANS_MISTAKE, NULL },
	{ "who is there?", MEANS_COMMAND, "send 2 who is there?" },
	{ "who ali", MEANS_MISTAKE,
	    "did you mean /who G? To send it as a message, begin with a "
	    "space" },
	{ "/who ali", MEANS_COMMAND, "who ali" },
	{ "/register open sesame", MEANS_ACTION, "open sesame" },
	{ "login ali sesame", MEANS_MISTAKE, NULL },
	{ "/get", MEANS_MISTAKE, "usage: /get T [KEY]" },
	{ "send", MEANS_MISTAKE, NULL },
	{ "join", MEANS_MISTAKE,
	    "usage: join G [KEY]; to send it as a message, begin with a "
	    "space" },
	{ "join a,b", MEANS_MISTAKE, NULL },
	{ "/join", MEANS_MISTAKE, "usage: /join G [KEY]" },
	{ "/masks 1 ban", MEANS_MISTAKE,
	    "usage: /masks G LIST; LIST is b (bans), e (exemptions) or I "
	    "(invitations)" },
	{ "invited", MEANS_COMMAND, "invited" },
	{ "send o:1 hi", MEANS_COMMAND, "send o:1 hi" },
	{ "/join #a,#b", MEANS_MISTAKE, "one group at a time: /join #ops" },
	{ "/back", MEANS_MISTAKE,
	    "/away alone marks you as back; /back ID returns an item" },
	{ "/leave", MEANS_COMMAND, "leave 2" },
	{ "/", MEANS_MISTAKE, NULL },
	{ "//nope", MEANS_COMMAND, "send 2 /nope" },
	{ " /nope", MEANS_COMMAND, "send 2 /nope" },
	{ "  twice", MEANS_COMMAND, "send 2  twice" },
	{ "/g", MEANS_ACTION, "" },
	{ "/g 1", MEANS_ACTION, "1" },
	{ "/g 3", MEANS_MISTAKE, "you are not in 3; join it first" },
	{ "g 1", MEANS_COMMAND, "send 2 g 1" },
	{ "/topic 1 " LONG LONG LONG LONG, MEANS_MISTAKE,
	    "too long: 400 bytes, limit 390" },
	{ "join " LONG, MEANS_MISTAKE,
	    "too long: 100 bytes, limit 64; to send it as a message, begin "
	    "with a space" },
	{ "/help", MEANS_ACTION, "" },
	{ "bad \xff", MEANS_MISTAKE, NULL },
};

static void
is_like(const struct input *input, enum meaning meaning, const char *words,
    const char *what)
{
	static char room[ROOM];
	struct buf buf;
	const bool parted = meaning != MEANS_MISTAKE;

	TAP_NUM(input->meaning, meaning, "meaning: '%s'", what);
	if (words == NULL)
		return;
	buf_init(&buf, room, sizeof(room));
	for (size_t i = 0; i < input->count; i++)
		(void)BUF_CAT(&buf, i > 0 && parted ? STR(" ") : STR(""),
		    input->word[i]); /* there is room */
	TAP_STR(buf_str(&buf), str_from(words), "words: '%s'", what);
}

static void
in_groups(void)
{
	struct world joined = { 0 };

	world_choose(&joined, STR("1"));
	world_choose(&joined, STR("2"));
	const struct where where = where_current(&joined);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct input input =
		    input_read(str_from(rows[i].line), &where);
		is_like(&input, rows[i].meaning, rows[i].words, rows[i].line);
	}
	world_free(&joined);
}

#define AT(KIND, NAME)                                                \
	{                                                             \
		.kind = (KIND), .name = { (NAME), sizeof(NAME) - 1 }, \
		.me = { "me",                                         \
			2 }                                           \
	}

/* A text goes where the person looks, if it can. */
static const struct {
	struct where where;
	const char *line;
	enum meaning meaning;
	const char *words;
} places[] = {
	{ AT(WHERE_PERSON, "sara"), "hello", MEANS_COMMAND, "tell sara hello" },
	{ AT(WHERE_GROUP, "1"), "hello", MEANS_COMMAND, "send 1 hello" },
	{ AT(WHERE_GROUP, "9"), "hello", MEANS_MISTAKE,
	    "you have left this group; /join returns to it, /close closes the "
	    "view" },
	{ AT(WHERE_GROUP, "9"), "/join", MEANS_COMMAND, "join 9" },
	{ AT(WHERE_GROUP, "9"), "/leave", MEANS_MISTAKE,
	    "usage: /leave G [TEXT]" },
	{ AT(WHERE_PERSON, "sara"), "/query", MEANS_ACTION, "" },
	{ AT(WHERE_GROUP, "1"), "/query", MEANS_MISTAKE,
	    "usage: /query NAME [TEXT]" },
	{ AT(WHERE_GROUP, "1"), "/back", MEANS_COMMAND, "away" },
	{ AT(WHERE_GROUP, "1"), "/nick Dana Miller", MEANS_MISTAKE,
	    "usage: /nick NAME" },
	{ AT(WHERE_GROUP, "1"), "/serch tea", MEANS_MISTAKE,
	    "unknown command /serch; did you mean /search?" },
	{ AT(WHERE_GROUP, "1"), "/x", MEANS_MISTAKE,
	    "unknown command /x; see /help" },
	{ AT(WHERE_GROUP, "1"), "/" LONG LONG " long", MEANS_MISTAKE,
	    "unknown command /" LONG LONG "; see /help" },
	{ AT(WHERE_GROUP, "1"), "/forget", MEANS_MISTAKE, NULL },
	{ AT(WHERE_GROUP, "1"), "/forget everything", MEANS_COMMAND, "forget" },
	{ AT(WHERE_GROUP, "1"), "/mode #9 +oo sara ali", MEANS_MISTAKE,
	    "one change with a word at a time: /mode +o NAME" },
	{ AT(WHERE_ALL, ""), "hello", MEANS_MISTAKE,
	    "this view shows all groups; choose one with Alt-1 to Alt-9, or "
	    "use /msg" },
	{ AT(WHERE_ALL, ""), "send 1 hello", MEANS_COMMAND, "send 1 hello" },
};

static void
in_other_views(void)
{
	struct world joined = { 0 };

	world_choose(&joined, STR("1"));
	world_choose(&joined, STR("2"));
	for (size_t i = 0; i < COUNT(places); i++) {
		struct where where = places[i].where;
		where.joined = &joined;
		where.person = true;
		const struct input input =
		    input_read(str_from(places[i].line), &where);
		is_like(
		    &input, places[i].meaning, places[i].words, places[i].line);
	}
	world_free(&joined);
}

/* Texts of several lines, and whether one of these may hold a secret. */
static const struct {
	const char *text;
	bool slips;
} several[] = {
	{ "login ali sesame\n", true },
	{ "hello\nlogin ali sesame", true },
	{ "hello\n/login ali sesame\nbye", true },
	{ "hello\n /login ali sesame", true },
	{ "\n\nregister open sesame", true },
	{ "hello\nmsg nickserv identify sesame", true },
	{ "join us tomorrow\nthe password is known", false },
	{ "hello\n login is fun", false },
	{ "hello\n/etc/passwd is a file\n", false },
	{ "\n", false },
};

static void
slips(void)
{
	for (size_t i = 0; i < COUNT(several); i++)
		TAP_OK(
		    input_slips(str_from(several[i].text)) == several[i].slips,
		    "a secret: '%s'", several[i].text);
}

/* Before there is a name. */
static const struct {
	const char *line;
	enum meaning meaning;
	const char *words;
} names[] = {
	{ "", MEANS_NOTHING, "" },
	{ "javad", MEANS_COMMAND, "name javad" },
	{ "name javad", MEANS_COMMAND, "name javad" },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "join", MEANS_MISTAKE, NULL },
	{ "join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "/join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "Dana Miller", MEANS_MISTAKE,
	    "a name has no spaces: DanaMiller, or Dana, for example" },
	{ "7up", MEANS_MISTAKE, NULL },
	{ "x\xff", MEANS_MISTAKE, NULL },
};

static void
without_a_name(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct input input =
		    input_read_name(str_from(names[i].line), NULL);
		is_like(
		    &input, names[i].meaning, names[i].words, names[i].line);
	}
}

/* Where a command begins with a slash, in group 1. */
static const struct {
	const char *line;
	enum meaning meaning;
	const char *words;
	bool hints;
} slashed[] = {
	{ "done with that", MEANS_COMMAND, "send 1 done with that", false },
	{ "back", MEANS_COMMAND, "send 1 back", false },
	{ "join us", MEANS_COMMAND, "send 1 join us", true },
	{ "quit", MEANS_COMMAND, "quit", false },
	{ "join 2", MEANS_COMMAND, "join 2", false },
	{ "leave us", MEANS_COMMAND, "send 1 leave us", true },
	{ "help", MEANS_COMMAND, "send 1 help", true },
	{ "logout", MEANS_COMMAND, "send 1 logout", true },
	{ "leave", MEANS_COMMAND, "send 1 leave", true },
	{ " quit", MEANS_COMMAND, "send 1 quit", false },
	{ "register hush now", MEANS_MISTAKE, NULL, false },
	{ " /register hush", MEANS_MISTAKE, NULL, false },
	{ "msg nickserv identify hush", MEANS_MISTAKE, NULL, false },
	{ "MSG NickServ: identify hush", MEANS_MISTAKE, NULL, false },
	{ "identify sara hush", MEANS_MISTAKE, NULL, false },
	{ "quote pass hush", MEANS_MISTAKE, NULL, false },
	{ "  /msg nickserv identify hush", MEANS_MISTAKE, NULL, false },
	{ "//register hush", MEANS_COMMAND, "send 1 /register hush", false },
	{ " /me waves", MEANS_COMMAND, "send 1 /me waves", false },
	{ "nickserv identify hush", MEANS_MISTAKE, NULL, false },
	{ "identify hush", MEANS_MISTAKE, NULL, false },
	{ "identify the cause of it", MEANS_COMMAND,
	    "send 1 identify the cause of it", false },
};

static void
with_slashes(void)
{
	struct world joined = { 0 };

	world_choose(&joined, STR("1"));
	struct where where = where_current(&joined);
	where.slash = true;
	where.person = true;
	for (size_t i = 0; i < COUNT(slashed); i++) {
		const struct input input =
		    input_read(str_from(slashed[i].line), &where);
		is_like(&input, slashed[i].meaning, slashed[i].words,
		    slashed[i].line);
		TAP_OK((input.hints > 0) == slashed[i].hints,
		    "a hint, or none: '%s'", slashed[i].line);
	}
	world_free(&joined);
}

int
main(void)
{
	in_groups();
	in_other_views();
	with_slashes();
	slips();
	without_a_name();
	return tap_done();
}
