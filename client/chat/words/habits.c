/* Words of other chat programs: see habits.h. */
#include "chat/words/habits.h"

#define ACCOUNTS "here, accounts need no NickServ: /login NAME, /register"
#define DELETING "/redact deletes your last message here; /redact T ID others"
#define FILES "files cannot be sent; paste a link, which /url lists"
#define GROUPS "here, groups need no ChanServ: /register #G, /op, /ban, /mode"
#define LAYOUT "the layout is fixed; /set members, /set times and /set theme"
#define MOTD "/motd shows the words of the server's operator"
#define ONE_SERVER \
	"a window has one server: start forkcast -s ADDRESS in another"
#define PASSWORD "only the server's operator changes the secret of an account"
#define SCRIPTS "the client runs no scripts; see forkcast bot and listen"
#define SCROLLING "PgUp and PgDn scroll, Ctrl-End returns; /clear clears"
#define THREADS "there are no threads; begin your line with a name"
#define TO_ALL "nothing goes to all groups at once; /msg #G TEXT for each"
#define UNREAD "Alt-A goes to the next view with new messages"
#define VERBATIM "type the server's command after the slash; see /help verbs"

static const struct {
	const char *word, *remedy;
} habits[] = {
	{ "admin", MOTD },
	{ "ame", TO_ALL },
	{ "amsg", TO_ALL },
	{ "back", "/away alone marks you as back; /back ID returns an item" },
	{ "bar", LAYOUT },
	{ "bind", "keys cannot be changed; /help keys lists them" },
	{ "channel", "a channel is a group here: /join #G, /groups, /mode" },
	{ "chanserv", GROUPS },
	{ "color", "/set theme shows and changes colours" },
	{ "connect", ONE_SERVER },
	{ "cs", GROUPS },
	{ "ctcp", "CTCP is not used here: /whois NAME, /ping, or /me TEXT" },
	{ "dcc", FILES },
	{ "dehilight", "/highlight - WORD deletes a word" },
	{ "delete", DELETING },
	{ "disconnect", "/quit leaves the server; /reconnect connects again" },
	{ "dnd", "/set bell no keeps quiet, /mute #G one group" },
	{ "echo", "nothing is shown to you alone; /say TEXT sends TEXT" },
	{ "edit", "a message cannot be changed; /redact deletes your last" },
	{ "emoji", "type or paste the character" },
	{ "exec", "the client runs no programs; see forkcast send" },
	{ "file", FILES },
	{ "filter", "/set presence smart|all|off; /ignore NAME hides people" },
	{ "fset", "/set lists and changes settings" },
	{ "info", MOTD },
	{ "kb", "type /ban NAME, then /kick NAME" },
	{ "key", "/help keys lists the keys" },
	{ "kickban", "type /ban NAME, then /kick NAME" },
	{ "knock", "ask an operator of the group to /invite you" },
	{ "layout", LAYOUT },
	{ "load", SCRIPTS },
	{ "log", "/set log yes|no|DIRECTORY; /search TEXT finds lines" },
	{ "lusers", "/counts shows the number of clients and groups" },
	{ "mouse", "/set mouse yes|no" },
	{ "network", ONE_SERVER },
	{ "nicklist", "Alt-N hides or shows the members; also /set members" },
	{ "nickserv", ACCOUNTS },
	{ "notify", "/watch NAME tells when NAME comes; see /set notify, too" },
	{ "ns", ACCOUNTS },
	{ "passwd", PASSWORD },
	{ "password", PASSWORD },
	{ "pin", "/topic TEXT sets the line at the top of the group" },
	{ "plugin", SCRIPTS },
	{ "private",
	    "/mode +i makes the group invite-only, /mode +s hides it" },
	{ "quote", VERBATIM },
	{ "raw", VERBATIM },
	{ "react",
	    "there are no reactions; answer in a line, or with /me TEXT" },
	{ "reload", "/set changes settings at once" },
	{ "remind", "for a reminder, run forkcast send from at or cron" },
	{ "reply", THREADS },
	{ "save", "/set saves each change at once; nothing is left to save" },
	{ "sb", SCROLLING },
	{ "script", SCRIPTS },
	{ "scrollback", SCROLLING },
	{ "server", ONE_SERVER },
	{ "star", "nothing can be starred; /search finds lines" },
	{ "status", "/away TEXT marks you as away" },
	{ "thread", THREADS },
	{ "unquery", "/close closes the view" },
	{ "unread", UNREAD },
	{ "unreads", UNREAD },
	{ "unset", "/set KEY - restores the default" },
	{ "upload", FILES },
	{ "uptime", "/time shows the server's clock, /counts its clients" },
};

struct str
habits_remedy(struct str word)
{
	for (size_t i = 0; i < COUNT(habits); i++)
		if (str_caseeq(str_from(habits[i].word), word))
			return str_from(habits[i].remedy);
	return STR("");
}
