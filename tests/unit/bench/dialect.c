/* tests/bench/lib/dialect: what the load generators say and expect to hear. */
#include "tests/bench/lib/dialect.h"

#include "tests/lib/tap.h"

/* Any digit of an ID, and any byte of a host's part. */
#define IDS "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
#define HOST "\2\2\2\2\2\2\2\2\2\2"

/* The part of a line before a text of 64 bytes in group 7 with 10 receivers. */
static const struct {
	const char *name;
	struct str hello; /* of a receiver */
	struct str said, heard, answer;
} dialects[] = {
	{ "forkcast", WIRE("r7-1\njoin g7\n"), WIRE("send g7 "),
	    WIRE("msg " IDS " g7 s7 "), WIRE("") },
	{ "forkcast-irc", WIRE("NICK r7-1\r\nUSER u 0 * :u\r\nJOIN #g7\r\n"),
	    WIRE("PRIVMSG #g7 :"),
	    WIRE(":s7!u@" HOST "." HOST "." HOST ".ip PRIVMSG #g7 :"),
	    WIRE("") },
	{ "irc", WIRE("NICK r7-1\r\nUSER u 0 * :u\r\nJOIN &g7\r\n"),
	    WIRE("PRIVMSG &g7 :"), WIRE(":s7!~u@bench PRIVMSG &g7 :"),
	    WIRE("") },
	{ "mqtt",
	    WIRE("\x10\x0c\0\4MQTT\4\2\0\0\0\0"
		 "\x82\7\0\1\0\2g7\0"),
	    WIRE("\x30\x44\0\2g7"), WIRE("\x30\x44\0\2g7"), WIRE("") },
	{ "nats", WIRE("CONNECT {\"verbose\":false}\r\nSUB g7 1\r\nPING\r\n"),
	    WIRE("PUB g7 64\r\n"), WIRE("MSG g7 1 64\r\n"), WIRE("") },
	{ "redis", WIRE("SUBSCRIBE g7\r\n"),
	    WIRE("*3\r\n$7\r\nPUBLISH\r\n$2\r\ng7\r\n$64\r\n"),
	    WIRE("*3\r\n$7\r\nmessage\r\n$2\r\ng7\r\n$64\r\n"),
	    WIRE(":10\r\n") },
	{ "relay", WIRE("7\n"), WIRE("msg 0123456789abcdef g7 s7 "),
	    WIRE("msg 0123456789abcdef g7 s7 "), WIRE("") },
};

/* No byte is like the first, as the search for it demands. */
static bool
can_be_looked_for(struct str word)
{
	return word.len == 0 ||
	    memchr(word.at + 1, word.at[0], word.len - 1) == NULL;
}

static void
speaks(size_t i)
{
	const struct dialect *dialect = dialect_find(dialects[i].name);
	const struct seat seat = { .group = 7, .place = 1 };
	char room[4][DIALECT_SIZE];
	struct buf out[4];

	for (size_t j = 0; j < COUNT(out); j++)
		buf_init(&out[j], room[j], sizeof(room[j]));
	dialect->greet(&out[0], &seat);
	if (dialect->join != NULL)
		dialect->join(&out[0], &seat);
	dialect->say(&out[1], seat.group, 64);
	dialect->hear(&out[2], seat.group, 64);
	if (dialect->answer != NULL)
		dialect->answer(&out[3], 10);
	TAP_STR(buf_str(&out[0]), dialects[i].hello, "%s: a receiver's hello",
	    dialect->name);
	TAP_STR(buf_str(&out[1]), dialects[i].said, "%s: said", dialect->name);
	TAP_STR(
	    buf_str(&out[2]), dialects[i].heard, "%s: heard", dialect->name);
	TAP_STR(
	    buf_str(&out[3]), dialects[i].answer, "%s: answer", dialect->name);
	TAP_OK(can_be_looked_for(dialect->admitted) &&
		can_be_looked_for(dialect->settled),
	    "%s: what it waits for", dialect->name);
}

static void
names_the_speaker(void)
{
	const struct seat seat = { .group = 7, .place = 0, .speaks = true };
	char room[DIALECT_SIZE];
	struct buf out;

	buf_init(&out, room, sizeof(room));
	dialect_print_name(&out, &seat);
	TAP_STR(buf_str(&out), STR("s7"), "the one who speaks is s7");
}

static void
measures_long_packets(void)
{
	char room[DIALECT_SIZE];
	struct buf out;

	buf_init(&out, room, sizeof(room));
	dialect_mqtt.say(&out, 7, 1024);
	TAP_STR(buf_str(&out), STR("\x30\x84\x08\0\2g7"),
	    "mqtt: 1,028 bytes follow");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(dialects); i++)
		speaks(i);
	names_the_speaker();
	measures_long_packets();
	TAP_OK(dialect_find("forkcas") == NULL, "no dialect of that name");
	return tap_done();
}
