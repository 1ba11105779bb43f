/* Examples for the help: see examples.h. */
#include "commands/examples.h"

/* A command, an example of it, and related ones. */
static const struct {
	const char *word, *example, *also;
} commands[] = {
	{ "alias", "/alias b msg bot build", "/unalias" },
	{ "away", "/away lunch", "/back" },
	{ "ban", "/ban sara, /ban *!*@spam.example.org", "/unban, /kick" },
	{ "clear", "/clear", "/close, /search" },
	{ "close", "/close", "/part, /window" },
	{ "cycle", "/cycle", "/part, /join" },
	{ "deop", "/deop sara", "/op, /devoice" },
	{ "devoice", "/devoice sara", "/voice, /mode" },
	{ "enroll", "/enroll ali", "/register, /login" },
	{ "export", "/export", "/forget, /history" },
	{ "g", "/g #ops, /g sara", "/window, /query" },
	{ "ghost", "/ghost ali", "/login, /nick" },
	{ "groups", "/groups", "/join, /names" },
	{ "help", "/help kick, /help times, /help keys", "/set" },
	{ "highlight", "/highlight disk full, #ops deploy*, @sara",
	    "/set notify, /mute" },
	{ "history", "/history ops last 20", "/search, /lastlog" },
	{ "ignore", "/ignore sara, /ignore *bot, /ignore sara 2h",
	    "/unignore, /mute, /set presence" },
	{ "invite", "/invite sara", "/invited, /mode +i" },
	{ "invited", "/invited", "/join, /invite" },
	{ "join", "/join #ops, /join #ops KEY", "/part, /groups" },
	{ "kick", "/kick sara too loud", "/ban, /op" },
	{ "lastlog", "/lastlog disk full", "/search, /history" },
	{ "leave", "/leave ops so long", "/part, /close" },
	{ "login", "/login ali", "/logout, /register, /ghost" },
	{ "logout", "/logout", "/login" },
	{ "masks", "/masks ops b", "/ban, /mode +I" },
	{ "me", "/me waves", "/say, /msg" },
	{ "mode", "/mode +i, /mode +oo-m ali sara",
	    "/mode help, /op, /voice, /ban" },
	{ "msg", "/msg sara hello, /msg #ops hello", "/query, /notice" },
	{ "mute", "/mute, /mute #ops", "/unmute, /ignore" },
	{ "names", "/names, /names #ops", "/who, /whois" },
	{ "nick", "/nick javad2", "/set name, /ghost" },
	{ "notice", "/notice #ops deploy begins", "/msg" },
	{ "op", "/op sara", "/deop, /voice, /mode" },
	{ "oper", "/oper ali", "/login" },
	{ "part", "/part, /part #ops so long", "/close, /join" },
	{ "ping", "/ping", "/time" },
	{ "query", "/query sara, /query sara hello", "/msg, /close" },
	{ "quit", "/quit so long", "/close, /reconnect" },
	{ "reconnect", "/reconnect", "/quit" },
	{ "redact", "/redact", "/history" },
	{ "register", "/register, /register #ops", "/login, /mode" },
	{ "say", "/say /etc/motd is empty", "/me, /msg" },
	{ "search", "/search disk", "/lastlog, /history" },
	{ "set", "/set, /set times, /set times no, /set times -",
	    "/help SETTING" },
	{ "time", "/time", "/ping" },
	{ "topic", "/topic, /topic Deploy at 14:00, /topic -", "/names" },
	{ "unalias", "/unalias b", "/alias" },
	{ "unban", "/unban sara", "/ban, /masks G b" },
	{ "unignore", "/unignore sara, /unignore *bot", "/ignore" },
	{ "unmute", "/unmute #ops", "/mute" },
	{ "unwatch", "/unwatch sara", "/watch" },
	{ "url", "/url, /url 1, /url copy 1", "/set url_opener" },
	{ "version", "/version", "/time" },
	{ "voice", "/voice sara", "/devoice, /mode +m" },
	{ "watch", "/watch sara", "/unwatch, /watching" },
	{ "watching", "/watching", "/watch" },
	{ "who", "/who ops, /who @sara", "/names, /whois" },
	{ "whois", "/whois sara", "/whowas, /who" },
	{ "whowas", "/whowas sara", "/whois" },
	{ "window", "/window 3, /window ops, /window next", "/g, /close" },
};

/* A setting and its explanation. */
static const struct {
	const char *key, *text;
} settings[] = {
	{ "account", "account NAME: the account to log in to" },
	{ "bell", "bell yes|no: ring for mentions and private messages" },
	{ "group", "group #G: a group to join at the start" },
	{ "log", "log yes|no|DIRECTORY: log the chat in files" },
	{ "members", "members yes|no: list the members at the right" },
	{ "mouse", "mouse yes|no: the wheel scrolls" },
	{ "notify",
	    "notify COMMAND: run it for mentions and private messages" },
	{ "presence",
	    "presence smart|all|off: which joins and leaves to show" },
	{ "scrollback", "scrollback SIZE: memory for all lines, such as 4M" },
	{ "secret", "secret SECRET: the secret of the account" },
	{ "secret_command",
	    "secret_command COMMAND: prints the secret of the account" },
	{ "server", "server ADDRESS: the server to connect to" },
	{ "slash", "slash yes|no: whether only lines with / are commands" },
	{ "theme",
	    "theme PART STYLE: how a part of the window looks, such as "
	    "theme mention bold yellow" },
	{ "time_format",
	    "time_format FORMAT: the time before a line, such as %H:%M:%S" },
	{ "timeout", "timeout SECONDS: how long scripts wait for the server" },
	{ "times", "times auto|yes|no: show the time before each line" },
	{ "url_opener",
	    "url_opener PROGRAM: the program that opens links for /url" },
	{ "via", "via COMMAND: connect by this program, such as ssh" },
};

struct str
examples_of(struct str word)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (str_caseeq(str_from(commands[i].word), word))
			return str_from(commands[i].example);
	return STR("");
}

struct str
examples_also(struct str word)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (str_caseeq(str_from(commands[i].word), word))
			return str_from(commands[i].also);
	return STR("");
}

struct str
examples_setting(struct str key)
{
	for (size_t i = 0; i < COUNT(settings); i++)
		if (str_eq(str_from(settings[i].key), key))
			return str_from(settings[i].text);
	return STR("");
}
