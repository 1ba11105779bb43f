/* client/commands/input: what a typed line means. */
#include "client/commands/input.h"

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
	{ "sending", MEANS_COMMAND, "send 2 sending" },
	{ "Join 1", MEANS_COMMAND, "send 2 Join 1" },
	{ "join 3", MEANS_COMMAND, "join 3" },
	{ "/join 3", MEANS_COMMAND, "join 3" },
	{ "/join #3", MEANS_COMMAND, "join 3" },
	{ "join #3", MEANS_COMMAND, "join 3" },
	{ "/join ##3", MEANS_MISTAKE, NULL },
	{ "/send #1 #1 it is", MEANS_COMMAND, "send 1 #1 it is" },
	{ "/who #3", MEANS_COMMAND, "who 3" },
	{ "/history #1 last 5", MEANS_COMMAND, "history 1 last 5" },
	{ "#1 is it", MEANS_COMMAND, "send 2 #1 is it" },
	{ "leave 1", MEANS_COMMAND, "leave 1" },
	{ "leave 9 so long", MEANS_COMMAND, "leave 9 so long" },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "/quit", MEANS_COMMAND, "quit" },
	{ "quit complaining", MEANS_COMMAND, "quit complaining" },
	{ " quit complaining", MEANS_COMMAND, "send 2 quit complaining" },
	{ "help", MEANS_COMMAND, "help" },
	{ "/help join", MEANS_ACTION, "join" },
	{ "help me please", MEANS_MISTAKE, NULL },
	{ " help me please", MEANS_COMMAND, "send 2 help me please" },
	{ "names 1", MEANS_COMMAND, "names 1" },
	{ "/names 1", MEANS_COMMAND, "names 1" },
	{ "/names", MEANS_COMMAND, "names 2" },
	{ "names", MEANS_MISTAKE, NULL },
	{ "send 1 hello", MEANS_COMMAND, "send 1 hello" },
	{ "send 3 hello", MEANS_MISTAKE,
	    "you are not in 3; join it first, or use /send" },
	{ "/send 3 hello", MEANS_COMMAND, "send 3 hello" },
	{ "put 1 colour dark red", MEANS_COMMAND, "put 1 colour dark red" },
	{ "get 2", MEANS_COMMAND, "get 2" },
	{ "get @ali", MEANS_COMMAND, "get @ali" },
	{ "put the kettle on", MEANS_MISTAKE,
	    "you are not in the; to send it as a message, begin with a space" },
	{ "/put the kettle on", MEANS_COMMAND, "put the kettle on" },
	{ " put the kettle on", MEANS_COMMAND, "send 2 put the kettle on" },
	{ "get well", MEANS_MISTAKE, NULL },
	{ "cut corners here", MEANS_MISTAKE, NULL },
	{ "post it here", MEANS_MISTAKE, NULL },
	{ "post 1 wash up", MEANS_COMMAND, "post 1 wash up" },
	{ "take five 5", MEANS_MISTAKE, NULL },
	{ "take 2 5", MEANS_COMMAND, "take 2 5" },
	{ "hear colour", MEANS_COMMAND, "hear colour" },
	{ "hear hear!", MEANS_MISTAKE, NULL },
	{ "back soon", MEANS_MISTAKE, NULL },
	{ "done 1", MEANS_COMMAND, "done 1" },
	{ "time flies", MEANS_MISTAKE, NULL },
	{ "who is there?", MEANS_COMMAND, "send 2 who is there?" },
	{ "who ali", MEANS_MISTAKE,
	    "did you mean /who G? To send it as a message, begin with a "
	    "space" },
	{ "/who ali", MEANS_COMMAND, "who ali" },
	{ "can you help?", MEANS_COMMAND, "send 2 can you help?" },
	{ "about time we go", MEANS_MISTAKE, NULL },
	{ "kill the lights", MEANS_MISTAKE, NULL },
	{ "/kill ali go", MEANS_COMMAND, "kill ali go" },
	{ "register for the talk", MEANS_MISTAKE, NULL },
	{ "/register open sesame", MEANS_ACTION, "open sesame" },
	{ "login ali", MEANS_MISTAKE, NULL },
	{ "login ali sesame", MEANS_MISTAKE, NULL },
	{ "/get", MEANS_MISTAKE, "usage: /get T [KEY]" },
	{ "send 1", MEANS_MISTAKE, NULL },
	{ "send", MEANS_MISTAKE, NULL },
	{ "join", MEANS_MISTAKE,
	    "usage: join G [KEY]; to send it as a message, begin with a "
	    "space" },
	{ "join 1 2", MEANS_MISTAKE, NULL },
	{ "join a,b", MEANS_MISTAKE, NULL },
	{ "/join", MEANS_MISTAKE, "usage: /join G [KEY]" },
	{ "/join 3 key", MEANS_COMMAND, "join 3 key" },
	{ "kick 1 ali", MEANS_COMMAND, "kick 1 ali" },
	{ "kick ali out of here", MEANS_MISTAKE, NULL },
	{ "/kick 3 ali", MEANS_COMMAND, "kick 3 ali" },
	{ "mode 1 +i", MEANS_COMMAND, "mode 1 +i" },
	{ "mode change", MEANS_MISTAKE, NULL },
	{ "masks off", MEANS_MISTAKE, NULL },
	{ "/masks 1 b", MEANS_COMMAND, "masks 1 b" },
	{ "/masks 1 ban", MEANS_MISTAKE,
	    "usage: /masks G LIST; LIST is b (bans), e (exemptions) or I "
	    "(invitations)" },
	{ "masks 1 ban", MEANS_MISTAKE,
	    "usage: masks G LIST; LIST is b (bans), e (exemptions) or I "
	    "(invitations); to send it as a message, begin with a space" },
	{ "invite us all", MEANS_MISTAKE, NULL },
	{ "invited", MEANS_COMMAND, "invited" },
	{ "send o:1 hi", MEANS_COMMAND, "send o:1 hi" },
	{ "send o:3 hi", MEANS_MISTAKE, NULL },
	{ "/join #a,#b", MEANS_MISTAKE, "one group at a time: /join #ops" },
	{ "/nope", MEANS_MISTAKE,
	    "unknown command /nope; see /help, or begin with a space to send "
	    "it as a message" },
	{ "/save", MEANS_MISTAKE,
	    "/set saves each change at once; nothing is left to save" },
	{ "/server chat.example.org", MEANS_MISTAKE,
	    "a window has one server: start forkcast -s ADDRESS in another" },
	{ "/key", MEANS_MISTAKE, "/help keys lists the keys" },
	{ "/back", MEANS_MISTAKE,
	    "/away alone marks you as back; /back ID returns an item" },
	{ "/back 7", MEANS_COMMAND, "back 7" },
	{ "/help key", MEANS_MISTAKE, "/help keys lists the keys" },
	{ "/leave", MEANS_COMMAND, "leave 2" },
	{ "/leave so long", MEANS_COMMAND, "leave so long" },
	{ "/who", MEANS_COMMAND, "who 2" },
	{ "/", MEANS_MISTAKE, NULL },
	{ "/ join 1", MEANS_MISTAKE, NULL },
	{ "//nope", MEANS_COMMAND, "send 2 /nope" },
	{ "///", MEANS_COMMAND, "send 2 //" },
	{ " /nope", MEANS_COMMAND, "send 2 /nope" },
	{ "  twice", MEANS_COMMAND, "send 2  twice" },
	{ "/g", MEANS_ACTION, "" },
	{ "/g 1", MEANS_ACTION, "1" },
	{ "/g 3", MEANS_MISTAKE, "you are not in 3; join it first" },
	{ "/g 1 2", MEANS_MISTAKE, NULL },
	{ "/g ", MEANS_ACTION, "" },
	{ "g 1", MEANS_COMMAND, "send 2 g 1" },
	{ "/topic 1 " LONG LONG LONG LONG, MEANS_MISTAKE,
	    "too long: 400 bytes, limit 390" },
	{ "join " LONG, MEANS_MISTAKE,
	    "too long: 100 bytes, limit 64; to send it as a message, begin "
	    "with a space" },
	{ "/help", MEANS_ACTION, "" },
	{ "bad \xff", MEANS_MISTAKE, NULL },
	{ "esc \033", MEANS_MISTAKE, NULL },
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
	{ AT(WHERE_PERSON, "sara"), " /hello", MEANS_COMMAND,
	    "tell sara /hello" },
	{ AT(WHERE_GROUP, "1"), "hello", MEANS_COMMAND, "send 1 hello" },
	{ AT(WHERE_GROUP, "9"), "hello", MEANS_MISTAKE,
	    "you have left this group; /join returns to it, /close closes the "
	    "view" },
	{ AT(WHERE_GROUP, "9"), "/join", MEANS_COMMAND, "join 9" },
	{ AT(WHERE_GROUP, "9"), "/join ", MEANS_COMMAND, "join 9" },
	{ AT(WHERE_GROUP, "9"), "/leave", MEANS_MISTAKE,
	    "usage: /leave G [TEXT]" },
	{ AT(WHERE_PERSON, "sara"), "/query", MEANS_ACTION, "" },
	{ AT(WHERE_GROUP, "1"), "/query", MEANS_MISTAKE,
	    "usage: /query NAME [TEXT]" },
	{ AT(WHERE_PERSON, "sara"), "/who", MEANS_MISTAKE, "usage: /who G" },
	{ AT(WHERE_GROUP, "1"), "/key meta-x", MEANS_MISTAKE,
	    "/help keys lists the keys" },
	{ AT(WHERE_GROUP, "1"), "/back", MEANS_COMMAND, "away" },
	{ AT(WHERE_GROUP, "1"), "/back 7", MEANS_COMMAND, "back 7" },
	{ AT(WHERE_GROUP, "1"), "/passwd new old", MEANS_MISTAKE,
	    "only the server's operator changes the secret of an account" },
	{ AT(WHERE_GROUP, "1"), "/nick Dana Miller", MEANS_MISTAKE,
	    "usage: /nick NAME" },
	{ AT(WHERE_GROUP, "1"), "/nick dana", MEANS_COMMAND, "name dana" },
	{ AT(WHERE_GROUP, "1"), "/dnd", MEANS_MISTAKE,
	    "/set bell no keeps quiet, /mute #G one group" },
	{ AT(WHERE_GROUP, "1"), "/edit oops", MEANS_MISTAKE,
	    "a message cannot be changed; /redact deletes your last" },
	{ AT(WHERE_GROUP, "1"), "/plugh", MEANS_MISTAKE,
	    "unknown command /plugh; see /help" },
	{ AT(WHERE_GROUP, "1"), "/serch tea", MEANS_MISTAKE,
	    "unknown command /serch; did you mean /search?" },
	{ AT(WHERE_GROUP, "1"), "/Jion", MEANS_MISTAKE,
	    "unknown command /Jion; did you mean /join?" },
	{ AT(WHERE_GROUP, "1"), "/WHOIS me", MEANS_MISTAKE,
	    "unknown command /WHOIS; did you mean /whois?" },
	{ AT(WHERE_GROUP, "1"), "/hilite", MEANS_MISTAKE,
	    "unknown command /hilite; see /help" },
	{ AT(WHERE_GROUP, "1"), "/hilght", MEANS_MISTAKE,
	    "unknown command /hilght; did you mean /hilight?" },
	{ AT(WHERE_GROUP, "1"), "/highl", MEANS_MISTAKE,
	    "unknown command /highl; did you mean /highlight?" },
	{ AT(WHERE_GROUP, "1"), "/ghots sara", MEANS_MISTAKE,
	    "unknown command /ghots; did you mean /ghost?" },
	{ AT(WHERE_GROUP, "1"), "/x", MEANS_MISTAKE,
	    "unknown command /x; see /help" },
	{ AT(WHERE_GROUP, "1"), "/" LONG LONG " long", MEANS_MISTAKE,
	    "unknown command /" LONG LONG "; see /help" },
	{ AT(WHERE_GROUP, "1"), "/bin/sh is dash", MEANS_MISTAKE,
	    "unknown command /bin/sh; see /help, or begin with a space to send "
	    "it as a message" },
	{ AT(WHERE_GROUP, "1"), "/join", MEANS_MISTAKE,
	    "usage: /join G [KEY]" },
	{ AT(WHERE_GROUP, "1"), "/part bye", MEANS_COMMAND, "leave 1 bye" },
	{ AT(WHERE_GROUP, "1"), "/part bye!", MEANS_COMMAND, "leave 1 bye!" },
	{ AT(WHERE_GROUP, "1"), "/part so long", MEANS_COMMAND,
	    "leave 1 so long" },
	{ AT(WHERE_GROUP, "1"), "/part 2", MEANS_COMMAND, "leave 2" },
	{ AT(WHERE_GROUP, "1"), "/forget", MEANS_MISTAKE, NULL },
	{ AT(WHERE_GROUP, "1"), "/forget everything", MEANS_COMMAND, "forget" },
	{ AT(WHERE_GROUP, "1"), "/forget 17", MEANS_COMMAND, "forget 17" },
	{ AT(WHERE_GROUP, "1"), "/msg NickServ x", MEANS_MISTAKE,
	    "here, accounts need no NickServ: /login NAME, /register" },
	{ AT(WHERE_GROUP, "1"), "/msg #1 a, b:", MEANS_COMMAND,
	    "send 1 a, b:" },
	{ AT(WHERE_GROUP, "1"), "/mode -k key", MEANS_COMMAND,
	    "mode 1 -k key" },
	{ AT(WHERE_GROUP, "1"), "/mode +o sara", MEANS_COMMAND,
	    "mode 1 +o sara" },
	{ AT(WHERE_GROUP, "1"), "/mode #9 +oo sara ali", MEANS_MISTAKE,
	    "one change with a word at a time: /mode +o NAME" },
	{ AT(WHERE_GROUP, "1"), "/mode", MEANS_COMMAND, "mode 1" },
	{ AT(WHERE_GROUP, "1"), "/mode +nt", MEANS_COMMAND, "mode 1 +nt" },
	{ AT(WHERE_GROUP, "1"), "/mode help", MEANS_MISTAKE, NULL },
	{ AT(WHERE_GROUP, "1"), "/mode +b sara", MEANS_COMMAND,
	    "mode 1 +b sara" },
	{ AT(WHERE_PERSON, "9"), "/join", MEANS_MISTAKE,
	    "usage: /join G [KEY]" },
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
	{ " javad ", MEANS_COMMAND, "name javad" },
	{ "name javad", MEANS_COMMAND, "name javad" },
	{ "/name javad", MEANS_COMMAND, "name javad" },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "/quit", MEANS_COMMAND, "quit" },
	{ "help", MEANS_COMMAND, "help" },
	{ "join", MEANS_MISTAKE, NULL },
	{ "join 1", MEANS_MISTAKE, NULL },
	{ "join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "/join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "/set", MEANS_ACTION, "" },
	{ "/help", MEANS_ACTION, "" },
	{ "/javad", MEANS_MISTAKE, NULL },
	{ "/nick javad", MEANS_COMMAND, "name javad" },
	{ "/nick dana miller", MEANS_MISTAKE, NULL },
	{ "/", MEANS_MISTAKE, NULL },
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
	{ "join 2 now", MEANS_COMMAND, "send 1 join 2 now", false },
	{ "quit now", MEANS_COMMAND, "send 1 quit now", false },
	{ "join us now", MEANS_COMMAND, "send 1 join us now", false },
	{ "leave #1", MEANS_COMMAND, "leave 1", false },
	{ "leave us", MEANS_COMMAND, "send 1 leave us", true },
	{ "send us x", MEANS_COMMAND, "send 1 send us x", true },
	{ "help", MEANS_COMMAND, "send 1 help", true },
	{ "?", MEANS_COMMAND, "send 1 ?", true },
	{ "Exit ", MEANS_COMMAND, "send 1 Exit ", true },
	{ "bye", MEANS_COMMAND, "send 1 bye", true },
	{ ":q", MEANS_COMMAND, "send 1 :q", true },
	{ "logout", MEANS_COMMAND, "send 1 logout", true },
	{ "leave", MEANS_COMMAND, "send 1 leave", true },
	{ "bye all", MEANS_COMMAND, "send 1 bye all", false },
	{ "leave us alone", MEANS_COMMAND, "send 1 leave us alone", false },
	{ "time to go", MEANS_COMMAND, "send 1 time to go", false },
	{ "hear hear", MEANS_COMMAND, "send 1 hear hear", false },
	{ "send 7 x", MEANS_COMMAND, "send 7 x", false },
	{ " quit", MEANS_COMMAND, "send 1 quit", false },
	{ "/join 2", MEANS_COMMAND, "join 2", false },
	{ "/quit", MEANS_COMMAND, "quit", false },
	{ "/nope", MEANS_MISTAKE, NULL, false },
	{ "//nope", MEANS_COMMAND, "send 1 /nope", false },
	{ "login sara hush", MEANS_MISTAKE, NULL, false },
	{ "register hush now", MEANS_MISTAKE, NULL, false },
	{ " /register hush", MEANS_MISTAKE,
	    "this looks like a command with a secret; type it without the "
	    "space before the slash. To send it as a message, begin with //",
	    false },
	{ "  /msg nickserv identify hush", MEANS_MISTAKE, NULL, false },
	{ "//register hush", MEANS_COMMAND, "send 1 /register hush", false },
	{ " /me waves", MEANS_COMMAND, "send 1 /me waves", false },
	{ "msg nickserv identify hush", MEANS_MISTAKE,
	    "this looks like a secret for NickServ; to log in, type /login "
	    "NAME; to send it as a message, begin with a space",
	    false },
	{ " msg nickserv identify hush", MEANS_COMMAND,
	    "send 1 msg nickserv identify hush", false },
	{ "MSG NickServ: identify hush", MEANS_MISTAKE, NULL, false },
	{ "nickserv identify hush", MEANS_MISTAKE, NULL, false },
	{ "NickServ: identify hush", MEANS_MISTAKE, NULL, false },
	{ "identify hush", MEANS_MISTAKE, NULL, false },
	{ "identify sara hush", MEANS_MISTAKE, NULL, false },
	{ "identify the cause of it", MEANS_COMMAND,
	    "send 1 identify the cause of it", false },
	{ "msg sara hush", MEANS_COMMAND, "send 1 msg sara hush", false },
	{ "quote pass hush", MEANS_MISTAKE, NULL, false },
	{ " ", MEANS_NOTHING, "", false },
	{ "x\xff", MEANS_MISTAKE, NULL, false },
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
