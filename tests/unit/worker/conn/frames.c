/*
 * server/worker/conn/frames: a client's frames become lines, however they are
 * cut; each opcode, bit and length that is no client's is refused; frames for a
 * client have the shortest header.
 */
#include "server/worker/conn/frames.h"

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define M "\1\2\3\4"

static struct {
	struct frames frames;
	struct buf raw, text;
	char raw_room[FRAMES_MESSAGE + 1024];
	char text_room[2 * FRAMES_MESSAGE];
	char said[2 * FRAMES_MESSAGE]; /* all that came out */
	size_t len;
} test;

static void
begin(void)
{
	test.frames = (struct frames) { .header_len = 0 };
	buf_init(&test.raw, test.raw_room, sizeof(test.raw_room));
	buf_init(&test.text, test.text_room, sizeof(test.text_room));
	test.len = 0;
}

/* Notes the text, "{X}" of a ping or pong, and "|" at an end. */
static void
note(struct str piece)
{
	memcpy(test.said + test.len, piece.at, piece.len);
	test.len += piece.len;
}

/* Gives it bytes, and takes all whole lines that come of them. */
static enum frames_found
feed(struct str bytes)
{
	enum frames_found found;
	struct str line;

	MUST(BUF_CAT(&test.raw, bytes), "no room");
	do {
		found = frames_take(&test.frames, &test.raw, &test.text);
		while (
		    buf_line_upto(&test.text, SIZE_MAX, &line) == LINE_WHOLE) {
			note((struct str) { line.at, line.len + 1 });
			buf_drop_line(&test.text, line);
		}
		if (found == FRAMES_ASIDE &&
		    test.frames.opcode >= FRAMES_CLOSE) {
			note(STR("{"));
			note((struct str) {
			    test.frames.control, test.frames.at });
			note(STR("}"));
		} else if (found == FRAMES_END) {
			note(STR("|"));
		}
	} while (found == FRAMES_ASIDE || found == FRAMES_END);
	return found;
}

/* Frames without a mask in what they say: the mask is zero. */
#define Z "\0\0\0\0"
static const struct {
	struct str bytes;
	const char *said;
	enum frames_found found;
} good[] = {
	{ LIT("\x81\x85" Z "hello"), "hello\n|", FRAMES_MORE },
	{ LIT("\x81\x85" M "igohn"), "hello\n|", FRAMES_MORE },
	{ LIT("\x82\x83" Z "a\nb"), "a\nb\n|", FRAMES_MORE },
	{ LIT("\x81\x84" Z "a\r\n\n"), "a\r\n\n|", FRAMES_MORE },
	{ LIT("\x81\x80" Z "\x81\x81" Z "x"), "x\n|", FRAMES_MORE },
	{ LIT("\x01\x82" Z "he\x89\x82" Z "hi\x00\x80" Z "\x80\x83" Z "llo"),
	    "{hi}hello\n|", FRAMES_MORE },
	{ LIT("\x01\x81" Z "\xc3\x8a\x81" Z "x\x80\x81" Z "\xbc"),
	    "{x}\xc3\xbc\n|", FRAMES_MORE },
	{ LIT("\x82\x82" Z "\xff\xc0"), "\xff\xc0\n|", FRAMES_MORE },
	{ LIT("\x81\x84" Z "\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf\n|",
	    FRAMES_MORE },
	{ LIT("\x89\x80" Z "\x8a\x81" Z "x"), "{}{x}", FRAMES_MORE },
	{ LIT("\x88\x80" Z), "", FRAMES_CLOSED },
	{ LIT("\x88\x84" Z "\x03\xe8ok"), "", FRAMES_CLOSED },
	{ LIT("\x88\x82" Z "\x0f\xa0"), "", FRAMES_CLOSED },
};

/* At once, and byte by byte; tests/fuzz/web.c cuts them elsewhere. */
static void
is_taken(size_t row)
{
	const struct str bytes = good[row].bytes;
	const struct str said = str_from(good[row].said);

	begin();
	TAP_NUM(feed(bytes), good[row].found, "row %zu", row);
	TAP_STR(((struct str) { test.said, test.len }), said, "what it says");
	begin();
	for (size_t i = 0; i < bytes.len; i++)
		(void)feed((struct str) { bytes.at + i, 1 });
	TAP_STR(((struct str) { test.said, test.len }), said, "byte by byte");
}

static const struct {
	const char *what;
	struct str bytes;
	enum frames_status status;
} bad[] = {
	{ "no mask", LIT("\x81\x05"), FRAMES_PROTOCOL },
	{ "a ping in two frames", LIT("\x09\x80"), FRAMES_PROTOCOL },
	{ "a long ping", LIT("\x89\xfe"), FRAMES_PROTOCOL },
	{ "a long close", LIT("\x88\xff"), FRAMES_PROTOCOL },
	{ "what continues nothing", LIT("\x80\x80"), FRAMES_PROTOCOL },
	{ "a message in a message", LIT("\x01\x80" Z "\x81\x80"),
	    FRAMES_PROTOCOL },
	{ "continued too late", LIT("\x81\x80" Z "\x80\x80"), FRAMES_PROTOCOL },
	{ "125 in two bytes", LIT("\x81\xfe\0\x7d" Z), FRAMES_PROTOCOL },
	{ "65535 in eight", LIT("\x81\xff\0\0\0\0\0\0\xff\xff" Z),
	    FRAMES_PROTOCOL },
	{ "a negative length", LIT("\x81\xff\x80\0\0\0\0\0\0\0" Z),
	    FRAMES_PROTOCOL },
	{ "64 KiB and 1", LIT("\x82\xff\0\0\0\0\0\1\0\1" Z), FRAMES_TOO_BIG },
	{ "the longest", LIT("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff" Z),
	    FRAMES_TOO_BIG },
	{ "one byte of close", LIT("\x88\x81" Z "\x03"), FRAMES_PROTOCOL },
	{ "close 999", LIT("\x88\x82" Z "\x03\xe7"), FRAMES_PROTOCOL },
	{ "close 1004", LIT("\x88\x82" Z "\x03\xec"), FRAMES_PROTOCOL },
	{ "close 1005", LIT("\x88\x82" Z "\x03\xed"), FRAMES_PROTOCOL },
	{ "close 1006", LIT("\x88\x82" Z "\x03\xee"), FRAMES_PROTOCOL },
	{ "close 1015", LIT("\x88\x82" Z "\x03\xf7"), FRAMES_PROTOCOL },
	{ "close 2999", LIT("\x88\x82" Z "\x0b\xb7"), FRAMES_PROTOCOL },
	{ "close 5000", LIT("\x88\x82" Z "\x13\x88"), FRAMES_PROTOCOL },
	{ "a reason cut", LIT("\x88\x83" Z "\x03\xe8\xc3"), FRAMES_NOT_UTF8 },
	{ "not UTF-8", LIT("\x81\x81" Z "\xff"), FRAMES_NOT_UTF8 },
	{ "overlong", LIT("\x81\x82" Z "\xc0\x80"), FRAMES_NOT_UTF8 },
	{ "overlong in 3", LIT("\x81\x83" Z "\xe0\x9f\x80"), FRAMES_NOT_UTF8 },
	{ "overlong in 4", LIT("\x81\x84" Z "\xf0\x8f\x80\x80"),
	    FRAMES_NOT_UTF8 },
	{ "a surrogate", LIT("\x81\x83" Z "\xed\xa0\x80"), FRAMES_NOT_UTF8 },
	{ "above U+10FFFF", LIT("\x81\x84" Z "\xf4\x90\x80\x80"),
	    FRAMES_NOT_UTF8 },
	{ "cut at the end", LIT("\x81\x81" Z "\xc3"), FRAMES_NOT_UTF8 },
	{ "cut in the second frame", LIT("\x01\x81" Z "\xc3\x80\x80" Z),
	    FRAMES_NOT_UTF8 },
};

static void
is_refused(size_t row)
{
	const struct str bytes = bad[row].bytes;

	begin();
	for (size_t i = 0; i < bytes.len; i++)
		if (feed((struct str) { bytes.at + i, 1 }) == FRAMES_BROKEN)
			break;
	TAP_NUM(
	    test.frames.status, bad[row].status, "refused: %s", bad[row].what);
}

/* Of all first bytes of a frame, only those of RFC 6455 are taken. */
static void
knows_opcodes(void)
{
	for (unsigned first = 0; first < 256; first++) {
		const char bytes[] = { (char)first, (char)0x80, 0, 0, 0, 0 };
		const bool is_known = first == 0x01 || first == 0x02 ||
		    first == 0x81 || first == 0x82 || first == 0x88 ||
		    first == 0x89 || first == 0x8a;
		begin();
		MUST((feed((struct str) { bytes, sizeof(bytes) }) ==
			 FRAMES_BROKEN) != is_known,
		    "0x%02x", first);
	}
	TAP_OK(true, "each opcode and each reserved bit");
}

/* A message of the most bytes, in frames of the most and of others. */
static void
takes_the_most(void)
{
	static char bytes[FRAMES_MESSAGE];
	const struct str one = LIT("\x82\xff\0\0\0\0\0\1\0\0" Z);
	const struct str two = LIT("\x02\xfe\xff\xff" Z);
	const struct str too_many = LIT("\x02\xfe\xff\xff" Z);

	memset(bytes, 'x', sizeof(bytes));
	begin();
	(void)feed(one);
	TAP_NUM(feed((struct str) { bytes, sizeof(bytes) }), FRAMES_MORE,
	    "64 KiB in a frame");
	TAP_NUM(test.len, sizeof(bytes) + 2, "all of it");
	begin();
	(void)feed(two);
	(void)feed((struct str) { bytes, sizeof(bytes) - 1 });
	TAP_NUM(feed(STR("\x80\x81" Z "x")), FRAMES_MORE, "in two");
	TAP_NUM(test.len, sizeof(bytes) + 2, "all of it");
	begin();
	(void)feed(too_many);
	(void)feed((struct str) { bytes, sizeof(bytes) - 1 });
	TAP_NUM(feed(STR("\x80\x82" Z "xx")), FRAMES_BROKEN, "not more");
	TAP_NUM(test.frames.status, FRAMES_TOO_BIG, "which is told");
}

/* Lengths about those at which a header grows. */
static void
puts_frames(void)
{
	static const struct {
		size_t len;
		struct str header;
	} rows[] = { { 0, LIT("\x81\0") }, { 125, LIT("\x81\x7d") },
		{ 126, LIT("\x81\x7e\0\x7e") },
		{ 65535, LIT("\x81\x7e\xff\xff") } };
	static char bytes[65536], room[65536 + FRAMES_HEADER];
	struct buf to;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t size = rows[i].header.len + rows[i].len;
		const struct str what = { bytes, rows[i].len };
		buf_init(&to, room, size);
		TAP_OK(frames_put(&to, FRAMES_TEXT, what) &&
			buf_len(&to) == size &&
			str_begins(buf_str(&to), rows[i].header),
		    "a frame of %zu bytes", rows[i].len);
		buf_init(&to, room, size - 1);
		TAP_OK(!frames_put(&to, FRAMES_TEXT, what) && buf_len(&to) == 0,
		    "or none of it");
	}
	buf_init(&to, room, sizeof(room));
	TAP_OK(!frames_put(&to, FRAMES_TEXT, (struct str) { bytes, 65536 }),
	    "none that is longer");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(good); i++)
		is_taken(i);
	for (size_t i = 0; i < COUNT(bad); i++)
		is_refused(i);
	knows_opcodes();
	takes_the_most();
	puts_frames();
	return tap_done();
}
