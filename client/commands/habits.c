/* Words of other chat programs: see habits.h. */
#include "commands/habits.h"

#define NO_SCRIPTS                                                             \
	"the client runs no scripts; for bots, see forkcast bot and forkcast " \
	"listen in forkcast-scripts(1)"
#define NO_SERVICE \
	"here, groups need no ChanServ: /register #G, /op, /ban, /mode"
#define SERVERS                                                                 \
	"a window has one server: for another, start forkcast -s ADDRESS in a " \
	"second one; /set server ADDRESS changes yours"
#define TO_ALL \
	"nothing is sent to all groups at once; type /msg #G TEXT for each"
#define PASSWORD                                                              \
	"only the server's operator changes the secret of an account; /pass " \
	"SECRET sends the server's password"
#define MOTD "/motd shows the words of the server's operator"
#define NO_THREADS \
	"there are no threads; begin your line with the name of whom you answer"
#define UNREAD                                                          \
	"Alt-A goes to the next view with new messages; /window lists " \
	"the views"
#define LAYOUT \
	"the window has one layout; /set members, /set times and /set theme"

static const struct {
	const char *word, *remedy;
	const char *page; /* of help, which the word alone opens; or null */
} habits[] = {
	{ "admin", MOTD, NULL },
	{ "ame", TO_ALL, NULL },
	{ "amsg", TO_ALL, NULL },
	{ "back", "/away alone marks you as back; /back ID returns an item",
	    NULL },
	{ "bar", LAYOUT, NULL },
	{ "channel",
	    "a channel is a group here: /join #G, /groups lists them, /mode "
	    "help lists their modes",
	    NULL },
	{ "chanserv", NO_SERVICE, NULL },
	{ "color", "/set theme shows and changes colours", NULL },
	{ "connect", SERVERS, NULL },
	{ "cs", NO_SERVICE, NULL },
	{ "ctcp",
	    "CTCP is not used here: /whois NAME, /ping, or /me TEXT for an "
	    "action",
	    NULL },
	{ "dcc", "files cannot be sent; paste a link, which /url opens", NULL },
	{ "dehilight",
	    "/highlight lists the words, /highlight - WORD deletes one, "
	    "/highlight - all",
	    NULL },
	{ "delete",
	    "/redact deletes your last message here; /redact T ID another one",
	    NULL },
	{ "disconnect", "/quit leaves the server; /reconnect connects again",
	    NULL },
	{ "dnd",
	    "/set bell no keeps quiet, /mute #G one group; /away TEXT tells others",
	    NULL },
	{ "echo", "nothing is shown to you alone; /say TEXT sends TEXT", NULL },
	{ "edit",
	    "a message cannot be changed; /redact deletes your last one here",
	    NULL },
	{ "emoji",
	    "type or paste the character; a word such as :smile: stays as it is",
	    NULL },
	{ "file", "files cannot be sent; paste a link, which /url opens",
	    NULL },
	{ "filter",
	    "/set presence smart|all|off hides joins and leaves; /ignore NAME "
	    "hides people",
	    NULL },
	{ "fset", "/set lists and changes settings", NULL },
	{ "info", MOTD, NULL },
	{ "kb", "type /ban NAME, then /kick NAME", NULL },
	{ "key", "/help keys lists the keys", "keys" },
	{ "kickban", "type /ban NAME, then /kick NAME", NULL },
	{ "knock",
	    "ask one of the group's operators to /invite you: /msg NAME TEXT",
	    NULL },
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
	{ "passwd", PASSWORD, NULL },
	{ "password", PASSWORD, NULL },
	{ "pin",
	    "nothing can be pinned; /topic TEXT sets the line at the top of the group",
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
	{ "react", "there are no reactions; answer in a line, or with /me TEXT",
	    NULL },
	{ "reload", "/set changes settings at once", NULL },
	{ "remind", "for a reminder, run forkcast send from at or cron", NULL },
	{ "reply", NO_THREADS, NULL },
	{ "save", "/set saves each change at once; nothing is left to save",
	    NULL },
	{ "sb", "PgUp and PgDn scroll, Ctrl-End returns; /clear clears", NULL },
	{ "script", NO_SCRIPTS, NULL },
	{ "scrollback", "PgUp and PgDn scroll, Ctrl-End returns; /clear clears",
	    NULL },
	{ "server", SERVERS, NULL },
	{ "star",
	    "nothing can be starred; /search and /lastlog find lines again",
	    NULL },
	{ "status",
	    "/away TEXT marks you as away; /put @NAME status TEXT, with your "
	    "name, adds TEXT to lists of names",
	    NULL },
	{ "thread", NO_THREADS, NULL },
	{ "unquery", "/close closes the view", NULL },
	{ "unread", UNREAD, NULL },
	{ "unreads", UNREAD, NULL },
	{ "unset", "/set KEY - restores the default", NULL },
	{ "upload", "files cannot be sent; paste a link, which /url opens",
	    NULL },
	{ "uptime",
	    "/time shows the server's clock, /counts its clients and groups",
	    NULL },
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
