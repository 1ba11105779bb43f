/* The lines of hostile clients: see hostile_rows.h. */
#include "hostile_rows.h"

#include "shared/str.h"

#define NATIVE(word, first, line)        \
	{                                \
		word, false, first, line \
	}
#define IRC(word, first, line)          \
	{                               \
		word, true, first, line \
	}

#define MARKS "????????????????????"
#define FIFTY "a long value that many ask for again and again .. "
#define MUCH FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY
#define VALUE MUCH MUCH MUCH MUCH MUCH
#define FOUR "idle%i,idle%i,idle%i,idle%i"
#define FIVE "idle%i idle%i idle%i idle%i idle%i"

static const struct hostile_row rows[] = {
	NATIVE("pass", "", "pass wrong%n"),
	NATIVE("name", "", "name hostile-%c-%n"),
	NATIVE("join", "", "join trap"),
	NATIVE("leave", "",
	    "join hall\n"
	    "leave hall"),
	NATIVE("send", "", "send hall %n"),
	NATIVE("tell", "", "tell idle%c %n"),
	NATIVE("topic", "", "topic hall %n"),
	NATIVE("names", "want full", "names hall"),
	NATIVE("groups", "", "groups"),
	NATIVE("ping", "want full", "ping %n"),
	NATIVE("help", "", "help"),
	NATIVE("add", "",
	    "add hall key%n value\n"
	    "cut hall key%n"),
	NATIVE("put", "", "put @hostile%c key %n"),
	NATIVE("swap", "put hall key value", "swap hall key 1 %n"),
	NATIVE("cut", "",
	    "put hall key%n value\n"
	    "cut hall key%n"),
	NATIVE("get",
	    "put hall a%c " VALUE "\n"
	    "put hall b%c " VALUE "\n"
	    "put hall c%c " VALUE,
	    "get hall"),
	NATIVE("hear", "", "hear key a b c d e f g h i j k l m n o p q r s"),
	NATIVE("heard",
	    "put hall a " VALUE "\n"
	    "put hall b " VALUE "\n"
	    "hear a b c d e f g h i j k l m n o p q r s t",
	    "heard hall"),
	NATIVE("hold", "",
	    "hold hall key%n 1 value\n"
	    "hold hall lock 1 %n"),
	NATIVE("free", "",
	    "hold hall lock%c 2 %n\n"
	    "free hall lock%c"),
	NATIVE("seen", "",
	    "seen hall 1700000000000000\n"
	    "seen hall"),
	NATIVE("post", "", "post hall %n"),
	NATIVE("take", "",
	    "take hall 1000 0\n"
	    "back 1"),
	NATIVE("done", "", "done %n"),
	NATIVE("back", "", "back %n"),
	NATIVE("reply", "", "reply %n text"),
	NATIVE("boxes", "",
	    "boxes\n"
	    "boxes hall"),
	NATIVE("time", "", "time"),
	NATIVE("want", "",
	    "want full\n"
	    "want short"),
	NATIVE("about", "", "about user%n name number %n"),
	NATIVE("flag", "",
	    "flag +i\n"
	    "flag -i"),
	NATIVE("away", "", "away %n"),
	NATIVE("note", "", "note hall %n"),
	NATIVE("signal", "want full",
	    "tags +typing=active\n"
	    "signal hall"),
	NATIVE("tags", "want full",
	    "tags +draft/react=x\n"
	    "send hall %n"),
	NATIVE("lines", "want full",
	    "lines hall 3\n"
	    "send hall %n\n"
	    "send hall\n"
	    "send hall " FIFTY),
	NATIVE("whowas", "", "whowas gone"),
	NATIVE("motd", "", "motd"),
	NATIVE("server", "", "server"),
	NATIVE("sync", "", "sync"),
	NATIVE("can", "", "can"),
	NATIVE("watch", "", "watch idle%i"),
	NATIVE("unwatch", "",
	    "watch idle%i\n"
	    "unwatch"),
	NATIVE("watching", "",
	    "watch idle%i\n"
	    "watching"),
	NATIVE("kick", "", "kick hall idle%i %n"),
	NATIVE("invite", "", "invite hall guest%n"),
	NATIVE("invited", "", "invited"),
	NATIVE("mode", "join cellar%c",
	    "mode cellar%c +b *" MARKS "%n!*@*\n"
	    "mode cellar%c -b *" MARKS "%n!*@*"),
	NATIVE("masks", "", "masks trap b"),
	NATIVE("who", "", "who @*" MARKS "x"),
	NATIVE("whois", "", "whois idle%i"),
	NATIVE("counts", "", "counts"),
	NATIVE("register", "", "register secret%n"),
	NATIVE("enroll", "", "enroll account%n secret"),
	NATIVE("login", "", "login account%c secret%n"),
	NATIVE("logout", "", "logout"),
	NATIVE("prove", "",
	    "prove scram-sha-256 biwsbj1hbGkscj1hYmNkZWZnaGlqa2xtbg==\n"
	    "prove *"),
	NATIVE("drop", "join cellar%c", "drop cellar%c"),
	NATIVE("ghost", "", "ghost idle%i"),
	NATIVE("oper", "", "oper idle%i secret"),
	NATIVE("kill", "", "kill idle%i text"),
	NATIVE("alarm", "", "alarm text"),
	NATIVE("rehash", "", "rehash"),
	NATIVE("history", "",
	    "history hall last 1000\n"
	    "history hall find 1000 0 %n"),
	NATIVE("talks", "", "talks 0 0 1000"),
	NATIVE("redact", "", "redact hall 1700000000000001 %n"),
	NATIVE("forget", "", "forget"),
	NATIVE("sync", "", "sync"),
	NATIVE("export", "", "export"),
	NATIVE("relay", "", "relay hall ali/paris %n"),
	NATIVE("serve", "", "serve paris"),
	NATIVE("quit", "", "quit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
	IRC("PRIVMSG", "", "PRIVMSG #hall :%n"),
	IRC("NOTICE", "", "NOTICE #hall,idle%c,idle%i,idle1,idle2 :%n"),
	IRC("TAGMSG", "CAP REQ :message-tags", "@+typing=active TAGMSG #hall"),
	IRC("BATCH", "CAP REQ :batch draft/multiline",
	    "BATCH +a draft/multiline #hall\n"
	    "@batch=a PRIVMSG #hall :%n\n"
	    "@batch=a PRIVMSG #hall :\n"
	    "@batch=a PRIVMSG #hall :" FIFTY "\n"
	    "BATCH -a"),
	IRC("PING", "", "PING %n"),
	IRC("PONG", "", "PONG %n"),
	IRC("CAP", "", "CAP LS 302"),
	IRC("PASS", "", "PASS wrong%n"),
	IRC("NICK", "", "NICK hostile-%c-%n"),
	IRC("USER", "", "USER a b c :d"),
	IRC("QUIT", "", "QUIT :xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
	IRC("JOIN", "", "JOIN #trap"),
	IRC("PART", "",
	    "JOIN #hall\n"
	    "PART #hall"),
	IRC("TOPIC", "", "TOPIC #hall :%n"),
	IRC("NAMES", "CAP REQ :userhost-in-names multi-prefix", "NAMES #hall"),
	IRC("LIST", "", "LIST"),
	IRC("AWAY", "", "AWAY :%n"),
	IRC("SETNAME", "CAP REQ :setname", "SETNAME :name number %n"),
	IRC("TIME", "", "TIME"),
	IRC("MONITOR", "",
	    "MONITOR + " FOUR "," FOUR "," FOUR "\n"
	    "MONITOR S\n"
	    "MONITOR C"),
	IRC("WHOWAS", "", "WHOWAS gone"),
	IRC("KICK", "", "KICK #hall idle%i :%n"),
	IRC("INVITE", "", "INVITE guest%n #hall"),
	IRC("MODE", "JOIN #cellar%c",
	    "MODE #cellar%c +b *" MARKS "%n!*@*\n"
	    "MODE #cellar%c -b *" MARKS "%n!*@*"),
	IRC("AUTHENTICATE", "CAP REQ :sasl",
	    "AUTHENTICATE SCRAM-SHA-256\n"
	    "AUTHENTICATE *"),
	IRC("REGISTER", "CAP REQ :draft/account-registration",
	    "REGISTER * * secret%n"),
	IRC("MARKREAD", "CAP REQ :draft/read-marker",
	    "MARKREAD #hall timestamp=2026-01-01T00:00:00.000Z"),
	IRC("CHATHISTORY",
	    "CAP REQ :draft/chathistory draft/event-playback batch",
	    "CHATHISTORY LATEST #hall * 1000"),
	IRC("REDACT", "", "REDACT #hall 1700000000000001 :%n"),
	IRC("METADATA", "CAP REQ :draft/metadata-3",
	    "METADATA #hall LIST\n"
	    "METADATA * SET key :%n"),
	IRC("NICKSERV", "", "NICKSERV HELP"),
	IRC("NS", "", "NS IDENTIFY account%c secret%n"),
	IRC("CHANSERV", "", "CHANSERV HELP"),
	IRC("CS", "JOIN #cellar%c", "CS REGISTER #cellar%c"),
	IRC("WHO", "", "WHO *" MARKS "x"),
	IRC("WHOIS", "", "WHOIS idle%i"),
	IRC("ISON", "",
	    "ISON " FIVE " " FIVE " " FIVE " " FIVE " " FIVE " " FIVE),
	IRC("USERHOST", "", "USERHOST idle1 idle2 idle3 idle4 idle5"),
	IRC("LUSERS", "", "LUSERS"),
	IRC("MOTD", "", "MOTD"),
	IRC("OPER", "", "OPER idle%i secret"),
	IRC("KILL", "", "KILL idle%i :text"),
	IRC("WALLOPS", "", "WALLOPS :text"),
	IRC("REHASH", "", "REHASH"),
	IRC("STATS", "", "STATS u"),
	IRC("VERSION", "", "VERSION"),
	IRC("HELP", "", "HELP"),
	IRC("HELPOP", "", "HELPOP"),
	IRC("INFO", "", "INFO"),
	IRC("LINKS", "", "LINKS"),
};

const struct hostile_row *
hostile_row(size_t number)
{
	return number < COUNT(rows) ? &rows[number] : NULL;
}

/* The number that a letter stands for; false: for none. */
static bool
number_for(char letter, const struct hostile_numbers *numbers, size_t *number)
{
	*number = letter == 'c' ? numbers->client : numbers->count;
	if (letter == 'i' && numbers->idle > 0)
		*number = numbers->count % numbers->idle;
	return letter == 'c' || letter == 'n' || letter == 'i';
}

bool
hostile_write(
    struct buf *out, struct str format, const struct hostile_numbers *numbers)
{
	char digits[STR_DIGITS];
	bool fits = true;
	size_t number;

	for (size_t i = 0; i < format.len && fits; i++) {
		if (format.at[i] == '%' && i + 1 < format.len &&
		    number_for(format.at[i + 1], numbers, &number)) {
			fits = BUF_CAT(out, str_number(number, digits));
			i++;
		} else {
			fits = BUF_CAT(out, (struct str) { format.at + i, 1 });
		}
	}
	return fits && BUF_CAT(out, STR("\n"));
}
