/* Words of other chat programs: see habits.h. */
#include "commands/habits.h"

#define NO_SCRIPTS                                                             \
	"the client runs no scripts; for bots, see forkcast bot and forkcast " \
	"listen in forkcast-scripts(1)"
#define NO_KEYS "keys cannot be changed; /help keys lists them"
#define NO_SERVICE \
	"here, groups need no ChanServ: /register #G, /op, /ban, /mode"
#define SERVERS                                                                \
	"to use another server as well, type /connect NAME; to change yours, " \
	"/set server ADDRESS"
#define TO_ALL \
	"nothing is sent to all groups at once; type /msg #G TEXT for each"
#define MOTD "/motd shows the words of the server's operator"
#define LAYOUT \
	"the window has one layout; /set members, /set times and /set theme"

static const struct {
	const char *word, *remedy;
	const char *page; /* of help, which the word alone opens; or null */
} habits[] = {
	{ "ame", TO_ALL, NULL },
	{ "admin", MOTD, NULL },
	{ "amsg", TO_ALL, NULL },
	{ "back", "/away alone marks you as back; /back ID returns an item",
	    NULL },
	{ "bar", LAYOUT, NULL },
	{ "bind", NO_KEYS, "keys" },
	{ "channel",
	    "a channel is a group here: /join #G, /groups lists them, /mode "
	    "help lists their modes",
	    NULL },
	{ "chanserv", NO_SERVICE, NULL },
	{ "color", "/set theme shows and changes colours", NULL },
	{ "cs", NO_SERVICE, NULL },
	{ "ctcp",
	    "CTCP is not used here: /whois NAME, /ping, or /me TEXT for an "
	    "action",
	    NULL },
	{ "dcc", "files cannot be sent; paste a link, which /url opens", NULL },
	{ "dehilight",
	    "/highlight lists the words, /highlight WORD, ... sets them, "
	    "/highlight - deletes all",
	    NULL },
	{ "filter",
	    "/set presence smart|all|off hides joins and leaves; /ignore NAME "
	    "hides people",
	    NULL },
	{ "fset", "/set lists and changes settings", NULL },
	{ "kb", "type /ban NAME, then /kick NAME", NULL },
	{ "info", MOTD, NULL },
	{ "key", NO_KEYS, "keys" },
	{ "kickban", "type /ban NAME, then /kick NAME", NULL },
	{ "layout", LAYOUT, NULL },
	{ "load", NO_SCRIPTS, NULL },
	{ "log", "/set log yes|no|DIRECTORY; /lastlog TEXT searches all logs",
	    NULL },
	{ "lusers", "/counts shows the number of clients and groups", NULL },
	{ "memoserv", "/tell NAME TEXT also reaches an account that is away",
	    NULL },
	{ "mouse", "/set mouse yes|no", NULL },
	{ "network", SERVERS, NULL },
	{ "nicklist", "Alt-N hides or shows the members; also /set members",
	    NULL },
	{ "notify",
	    "/watch NAME tells when NAME comes; /set notify COMMAND runs a "
	    "program",
	    NULL },
	{ "plugin", NO_SCRIPTS, NULL },
	{ "private",
	    "/mode +i makes the group invite-only, /mode +s hides it; /mode "
	    "help lists all modes",
	    NULL },
	{ "quote",
	    "type the server's command after the slash; /help verbs lists them",
	    NULL },
	{ "raw",
	    "type the server's command after the slash; /help verbs lists them",
	    NULL },
	{ "reload", "/set changes settings at once; the file is read at start",
	    NULL },
	{ "save", "/set saves each change at once; nothing is left to save",
	    NULL },
	{ "sb", "PgUp and PgDn scroll, Ctrl-End returns; /clear clears", NULL },
	{ "script", NO_SCRIPTS, NULL },
	{ "scrollback", "PgUp and PgDn scroll, Ctrl-End returns; /clear clears",
	    NULL },
	{ "server", SERVERS, NULL },
	{ "unquery", "/close closes the view", NULL },
	{ "unset", "/set KEY - restores the default", NULL },
};

/* Returns the row of the word; COUNT(habits) if there is none. */
static size_t
row_of(struct str word)
{
	size_t i = 0;

	while (i < COUNT(habits) && !str_caseeq(str_from(habits[i].word), word))
		i++;
	return i;
}

struct str
habits_remedy(struct str word)
{
	const size_t i = row_of(word);

	return str_from(i < COUNT(habits) ? habits[i].remedy : "");
}

struct str
habits_page(struct str word)
{
	const size_t i = row_of(word);
	const char *page = i < COUNT(habits) ? habits[i].page : NULL;

	return str_from(page != NULL ? page : "");
}
