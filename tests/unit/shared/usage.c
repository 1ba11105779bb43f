/*
 * shared/usage: options end at the first word that is none, the two long ones
 * are known, and a word that is one edit away from another is told.
 */
#include "shared/usage.h"

#include <unistd.h>

#include "tests/lib/tap.h"

#define WORDS_MOST 8

static const struct usage usage = { .letters = "hs:vV" };

static const struct {
	const char *words[WORDS_MOST];
	const char *letters; /* the options */
	const char *operand; /* or null */
} lines[] = {
	{ { "x" }, "", NULL },
	{ { "x", "a", "-v", "--help" }, "", "a" },
	{ { "x", "-v", "--help", "--version", "a" }, "vhV", "a" },
	{ { "x", "-s", "--help", "a" }, "s", "a" },
	{ { "x", "-vs", "b", "-sb", "a", "-v" }, "vss", "a" },
	{ { "x", "-v", "-" }, "v", "-" },
	{ { "x", "-v", "--", "a" }, "v", NULL },
	{ { "x", "-v", "-s" }, "v?", NULL },
	{ { "x", "-v", "--nose", "-s", "b" }, "v?s", NULL },
};

static int
count_words(char *const *words)
{
	int count = 0;

	while (words[count] != NULL)
		count++;
	return count;
}

static void
reads(size_t i)
{
	char *const *words = (char *const *)lines[i].words;
	const int count = count_words(words);
	const int operand = usage_operand(&usage, count, words);
	char letters[WORDS_MOST + 1] = "";
	int letter;

	optind = 1;
	opterr = 0;
	for (size_t n = 0; (letter = usage_option(&usage, count, words)) != -1;
	     n++)
		letters[n] = (char)letter;
	TAP_STR(str_from(letters), str_from(lines[i].letters),
	    "line %zu: its options", i);
	if (lines[i].operand == NULL)
		TAP_NUM(operand, count, "line %zu: no first word", i);
	else
		TAP_STR(str_from(words[operand]), str_from(lines[i].operand),
		    "line %zu: the first word", i);
}

static const struct {
	const char *word;
	bool near;
} near[] = {
	{ "send", false },
	{ "sned", true },
	{ "sen", true },
	{ "end", true },
	{ "ssend", true },
	{ "sends", true },
	{ "sand", true },
	{ "Send", true },
	{ "esnd", true },
	{ "sn", false },
	{ "dnes", false },
	{ "ends", false },
	{ "", false },
	{ "s", false },
	{ "sendto", false },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(lines); i++)
		reads(i);
	for (size_t i = 0; i < COUNT(near); i++) {
		TAP_OK(usage_is_near(near[i].word, "send") == near[i].near,
		    "\"%s\" is %sone edit from send", near[i].word,
		    near[i].near ? "" : "not ");
		TAP_OK(usage_is_near("send", near[i].word) == near[i].near,
		    "and the other way round");
	}
	TAP_OK(
	    usage_is_near("", "a") && !usage_is_near("", ""), "an empty word");
	return tap_done();
}
