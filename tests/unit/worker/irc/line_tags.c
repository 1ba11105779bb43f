/*
 * server/worker/irc/line: which tags there are, and what their values say.
 */
#include "server/worker/irc/line.h"

#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define MOST 4
#define ROUNDS 2000

/* Each tag as KEY>VALUE, in their order. */
static const struct {
	const char *tags;
	const char *each[MOST];
} rows[] = {
	{ "", { NULL } },
	{ ";", { NULL } },
	{ ";;;", { NULL } },
	{ "=", { NULL } },
	{ "=x;=", { NULL } },
	{ "a", { "a>" } },
	{ "a=", { "a>" } },
	{ "a=1", { "a>1" } },
	{ "a=1=2", { "a>1=2" } },
	{ "a=1;b=2;c", { "a>1", "b>2", "c>" } },
	{ ";a;;b=x;", { "a>", "b>x" } },
	{ "a=1;a=2", { "a>2" } },
	{ "a=1;b;a", { "b>", "a>" } },
	{ "a=1;b=2;a=3;b=4;a=5", { "b>4", "a>5" } },
	{ "a=1;A=2;+a=3;x/a=4", { "a>1", "A>2", "+a>3", "x/a>4" } },
	{ "a=1;ab=2", { "a>1", "ab>2" } },
	{ "ab=2;a=1", { "ab>2", "a>1" } },
	{ "a=\\:;b=\\s", { "a>\\:", "b>\\s" } },
	{ "\xc3\xbc,!=\xff", { "\xc3\xbc,!>\xff" } },
};

static const struct {
	const char *written;
	const char *said;
} values[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "\\:\\s\\\\\\r\\n", "; \\\r\n" },
	{ "a\\", "a" }, /* alone at the end */
	{ "\\", "" },
	{ "a\\\\", "a\\" },
	{ "a\\\\\\", "a\\" },
	{ "\\a\\b\\S\\0", "abS0" }, /* nothing special */
	{ "\\=\\+", "=+" },
	{ "\\\\s", "\\s" },
	{ "\\\xc3\xbc", "\xc3\xbc" },
};

static void
finds_each(size_t row)
{
	struct str rest = str_from(rows[row].tags);
	struct str key, value;
	size_t count = 0;

	while (irc_tag_next(&rest, &key, &value)) {
		const char *want = count < MOST ? rows[row].each[count] : NULL;
		TAP_OK(want != NULL, "row %zu: not too many", row);
		if (want == NULL)
			return;
		const char *sign = strchr(want, '>');
		TAP_STR(key, ((struct str) { want, (size_t)(sign - want) }),
		    "row %zu: key %zu", row, count);
		TAP_STR(value, str_from(sign + 1), "row %zu: value %zu", row,
		    count);
		count++;
	}
	TAP_OK(count == MOST || rows[row].each[count] == NULL,
	    "row %zu: not too few", row);
}

static void
finds_the_last(void)
{
	const struct str tags = STR("a=1;b=2;a=3;;c");
	struct str value = STR("before");

	TAP_OK(!irc_tag_find(tags, STR("d"), &value), "there is none");
	TAP_STR(value, STR("before"), "and nothing comes of it");
	TAP_OK(!irc_tag_find(tags, STR("A"), &value), "nor in another case");
	TAP_OK(!irc_tag_find(tags, STR(""), &value), "nor one without a key");
	TAP_OK(irc_tag_find(tags, STR("a"), &value), "there are two");
	TAP_STR(value, STR("3"), "of which the last counts");
	TAP_OK(irc_tag_find(tags, STR("c"), &value), "one without a value");
	TAP_NUM(value.len, 0, "has an empty one");
	TAP_OK(!irc_tag_find((struct str) { NULL, 0 }, STR("a"), &value),
	    "where there are no tags there is none");
}

static void
reads_values(void)
{
	char room[16];

	for (size_t i = 0; i < COUNT(values); i++) {
		const struct str written = str_from(values[i].written);
		TAP_STR(irc_tag_unescape(written, room),
		    str_from(values[i].said), "value %zu", i);
		memcpy(room, written.at, written.len);
		TAP_STR(
		    irc_tag_unescape((struct str) { room, written.len }, room),
		    str_from(values[i].said), "value %zu in its own place", i);
	}
}

/* The simple way: all keys, and those that come again struck out. */
static size_t
count_keys(struct str tags)
{
	bool seen[128] = { false };
	size_t count = 0;

	for (size_t i = 0; i < tags.len; i++)
		if (tags.at[i] != ';' && !seen[(unsigned char)tags.at[i]]) {
			seen[(unsigned char)tags.at[i]] = true;
			count++;
		}
	return count;
}

/* Keys of one letter, so that many are the same. */
static void
leaves_out_what_comes_again(void)
{
	char room[64];
	size_t wrong = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		struct str tags = { room, dice(32) * 2 };
		for (size_t at = 0; at < tags.len; at += 2) {
			room[at] = (char)('a' + dice(26));
			room[at + 1] = ';';
		}
		const size_t want = count_keys(tags);
		struct str key, value;
		size_t count = 0;
		while (irc_tag_next(&tags, &key, &value))
			count++;
		wrong += count != want;
	}
	TAP_NUM(wrong, 0, "each key comes once");
}

int
main(void)
{
	dice_begin();
	for (size_t i = 0; i < COUNT(rows); i++)
		finds_each(i);
	finds_the_last();
	reads_values();
	leaves_out_what_comes_again();
	return tap_done();
}
