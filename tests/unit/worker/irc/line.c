/*
 * server/worker/irc: a client's line comes apart where the specifications say,
 * or is refused for what is wrong with it; long texts are cut; and a time is
 * written as a date, and read back, over the ends of months and centuries.
 */
#include "server/worker/irc/text.h"

#include "shared/clock.h"
#include "tests/lib/tap.h"

#define MOST_SHOWN 4
#define FEW "1 2 3 4 5 6 7 8 9 10 11 12 13"

/* The parts of a valid line; only its first parameters. */
static const struct {
	struct str text;
	const char *tags; /* null: it has none */
	const char *command;
	size_t count;
	const char *param[MOST_SHOWN];
} good[] = {
#define ROW(text, ...)                 \
	{                              \
		STR(text), __VA_ARGS__ \
	}
	ROW("PING", NULL, "PING", 0, { NULL }),
	ROW("PING\r", NULL, "PING", 0, { NULL }),
	ROW("ping x", NULL, "ping", 1, { "x" }),
	ROW("USER u 0 * :A real  name ", NULL, "USER", 4,
	    { "u", "0", "*", "A real  name " }),
	ROW("PRIVMSG #a :", NULL, "PRIVMSG", 2, { "#a", "" }),
	ROW("PRIVMSG #a :\tx\xff", NULL, "PRIVMSG", 2, { "#a", "\tx\xff" }),

	/* spaces where one would do */
	ROW("  JOIN   #a   key  ", NULL, "JOIN", 2, { "#a", "key" }),
	ROW("TOPIC  #a  : x", NULL, "TOPIC", 2, { "#a", " x" }),

	/* a source */
	ROW(":a!b@c PRIVMSG #a x", NULL, "PRIVMSG", 2, { "#a", "x" }),
	ROW(": PING x", NULL, "PING", 1, { "x" }),

	/* tags */
	ROW("@a=b;+c PING x", "a=b;+c", "PING", 1, { "x" }),
	ROW("@ PING", "", "PING", 0, { NULL }),
	ROW("PING @a :@b", NULL, "PING", 2, { "@a", "@b" }),

	/* fifteen at most */
	ROW("X " FEW " 14  ", NULL, "X", 14, { "1", "2" }),
	ROW("X " FEW " 14 15 16 :17", NULL, "X", 15, { "1", "2" }),
	ROW("X " FEW " 14 :15", NULL, "X", 15, { "1", "2" }),
#undef ROW
};

static const struct {
	struct str text;
	enum irc_read read;
	const char *tags;
} bad[] = {
#define ROW(text, ...)                 \
	{                              \
		STR(text), __VA_ARGS__ \
	}
	ROW("", IRC_NOTHING, NULL),
	ROW(":", IRC_NOTHING, NULL),
	ROW(":src", IRC_NOTHING, NULL),
	ROW(":src :x", IRC_NOTHING, NULL),
	ROW("@a", IRC_NOTHING, "a"),
	ROW("@a :src \r", IRC_NOTHING, "a"),
	ROW("PI\0NG", IRC_NOTHING, NULL),
	ROW("PING\rQUIT", IRC_NOTHING, NULL),
#undef ROW
};

/* Checks that the piece is the one wanted, or that neither is there. */
static void
is_piece(struct str got, const char *want, const char *what, size_t row)
{
	if (want == NULL)
		TAP_OK(got.at == NULL && got.len == 0, "row %zu: no %s", row,
		    what);
	else
		TAP_STR(got, str_from(want), "row %zu: its %s", row, what);
}

static void
takes_what_is_good(void)
{
	struct irc_line line;

	for (size_t i = 0; i < COUNT(good); i++) {
		TAP_NUM(irc_line_read(good[i].text, &line), IRC_OK,
		    "row %zu is good", i);
		is_piece(line.tags, good[i].tags, "tags", i);
		is_piece(line.command, good[i].command, "command", i);
		TAP_NUM(line.count, good[i].count, "row %zu: parameters", i);
		for (size_t p = 0; p < MOST_SHOWN && p <= line.count; p++)
			if (p == line.count || good[i].param[p] != NULL)
				is_piece(line.param[p], good[i].param[p],
				    "parameter", i);
	}
}

static void
refuses_what_is_bad(void)
{
	struct irc_line line;

	for (size_t i = 0; i < COUNT(bad); i++) {
		TAP_NUM(irc_line_read(bad[i].text, &line), bad[i].read,
		    "row %zu is bad", i);
		is_piece(line.tags, bad[i].tags, "tags", i);
		is_piece(line.command, NULL, "command", i);
		TAP_NUM(line.count, 0, "row %zu: no parameter", i);
	}
}

/* A command of so many bytes behind so many bytes of tags. */
static enum irc_read
read_long(size_t tags, size_t body, struct str end, struct irc_line *line)
{
	const struct str ping = STR("PING ");
	static char text[IRC_LINE + 8];
	size_t len = 0;

	if (tags > 0) {
		text[len++] = '@';
		memset(text + len, 't', tags);
		len += tags;
		text[len++] = ' ';
	}
	memset(text + len, 'x', body);
	memcpy(text + len, ping.at, ping.len);
	len += body;
	memcpy(text + len, end.at, end.len);
	return irc_line_read((struct str) { text, len + end.len }, line);
}

static void
has_its_limits(void)
{
	struct irc_line line;

	TAP_NUM(
	    read_long(0, 510, STR("\r"), &line), IRC_OK, "510 bytes and CR LF");
	TAP_NUM(line.param[0].len, 505, "of which all are there");
	TAP_NUM(read_long(0, 510, STR(""), &line), IRC_OK, "510 bytes and LF");
	TAP_NUM(read_long(0, 511, STR(""), &line), IRC_TOO_LONG, "one more");
	TAP_NUM(read_long(4094, 510, STR("\r"), &line), IRC_OK,
	    "both at the limit");
	TAP_NUM(line.tags.len, 4094, "of which all are tags");
	TAP_NUM(read_long(4095, 510, STR("\r"), &line), IRC_TOO_LONG,
	    "one byte of tags more");
	TAP_OK(line.tags.at == NULL, "which are not looked at");
	TAP_NUM(read_long(4094, 511, STR(""), &line), IRC_TOO_LONG,
	    "tags leave no more room for the rest");
	TAP_NUM(IRC_LINE, 8191 + 4096, "the longest line");
}

/* A long text goes out in pieces that fit, which are the text again. */
static void
cuts_texts(void)
{
	static const struct {
		const char *text;
		const char *piece[3];
	} rows[] = {
		{ "sixteen letters.", { "sixteen letters." } },
		{ "one two three four", { "one two three ", "four" } },
		{ "abcdefghijklmnopqrst", { "abcdefghijklmnop", "qrst" } },
		{ "abcdefghijklmno\u00fcx", { "abcdefghijklmno", "\u00fcx" } },
		{ "abcdefghijklmno\u20acx", { "abcdefghijklmno", "\u20acx" } },
		{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80"
		  "\x80\x80\x80\x80\x80\x80\x80\x80",
		    { "\x80\x80\x80\x80\x80\x80\x80\x80"
		      "\x80\x80\x80\x80\x80\x80\x80\x80",
			"\x80" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = str_from(rows[i].text);
		for (size_t p = 0; rows[i].piece[p] != NULL; p++)
			TAP_STR(irc_piece(&rest, 16),
			    str_from(rows[i].piece[p]), "row %zu, piece %zu", i,
			    p);
		TAP_NUM(irc_piece(&rest, 16).len, 0, "row %zu is over", i);
	}
}

static const struct {
	uint64_t time; /* seconds */
	const char *date;
} dates[] = {
	{ 0, "1970-01-01T00:00:00.123Z" },
	{ 951782400, "2000-02-29T00:00:00.123Z" },
	{ 951868800, "2000-03-01T00:00:00.123Z" },
	{ 1709164800, "2024-02-29T00:00:00.123Z" },
	{ 4107542400, "2100-03-01T00:00:00.123Z" },
	{ 253402300799, "9999-12-31T23:59:59.123Z" },
};

static const char *const no_dates[] = {
	"",
	"2024-02-29T00:00:00.123",
	"2024-02-29T00:00:00.123z",
	"2023-02-29T00:00:00.123Z",
	"2100-02-29T00:00:00.123Z",
	"2024-13-01T00:00:00.123Z",
	"2024-04-31T00:00:00.123Z",
	"2024-01-01T24:00:00.123Z",
	"2024-01-01T00:00:60.123Z",
	"1969-12-31T23:59:59.123Z",
};

static void
knows_dates(void)
{
	char room[DATE_TEXT];
	uint64_t time;

	for (size_t i = 0; i < COUNT(dates); i++)
		TAP_STR(irc_date(dates[i].time * SEC + 123456, room),
		    str_from(dates[i].date), "%s", dates[i].date);
	for (size_t i = 0; i < COUNT(dates); i++)
		TAP_OK(irc_date_read(str_from(dates[i].date), &time) &&
			time == dates[i].time * SEC + 123000,
		    "read: %s", dates[i].date);
	for (size_t i = 0; i < COUNT(no_dates); i++)
		TAP_OK(!irc_date_read(str_from(no_dates[i]), &time),
		    "no date: %s", no_dates[i]);
}

int
main(void)
{
	takes_what_is_good();
	refuses_what_is_bad();
	has_its_limits();
	cuts_texts();
	knows_dates();
	return tap_done();
}
