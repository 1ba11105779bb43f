/*
 * server/router/history/wish: what the words of the command history ask
 * for, at its limits and beyond them.
 */
#include "server/router/history/wish.h"

#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/tap.h"

#define F WISH_FORWARD
#define B WISH_BACKWARD

/* Commands that are right, and what they become. */
static const struct {
	const char *line;
	enum wish_way way;
	uint64_t after, before;
	uint32_t count;
	bool around, resumes_at_first;
	uint64_t asked;
} rights[] = {
	{ "history tea last 1", B, 0, 0, 1, false, false, 0 },
	{ "history tea last 1000", B, 0, 0, 1000, false, false, 0 },
	{ "history tea last 5 17", B, 17, 0, 5, false, false, 17 },
	{ "history tea last 5 0", B, 0, 0, 5, false, false, 0 },
	{ "history tea after 17 5", F, 17, 0, 5, false, false, 17 },
	{ "history tea after 0 5", F, 0, 0, 5, false, false, 0 },
	{ "history tea before 17 5", B, 0, 17, 5, false, true, 17 },
	{ "history tea around 17 5", B, 0, 17, 5, true, false, 17 },
	{ "history tea between 17 20 5", F, 17, 20, 5, false, false, 17 },
	{ "history tea between 20 17 5", B, 17, 20, 5, false, true, 20 },
	{ "history tea between 0 17 5", F, 0, 17, 5, false, false, 0 },
	{ "history @ali find 5 17 a b", WISH_FIND, 0, 17, 5, false, false, 17 },
	{ "history tea find 5 0 0", WISH_FIND, 0, 0, 5, false, false, 0 },
	{ "history tea before 9999999999999999 1", B, 0, 9999999999999999, 1,
	    false, true, 9999999999999999 },
};

static const struct {
	const char *line;
	enum code code;
} wrongs[] = {
	{ "history tea lines", CODE_BAD_COMMAND },
	{ "history tea lines said last 5", CODE_BAD_COMMAND },
	{ "history tea lines around 17 5", CODE_BAD_COMMAND },
	{ "history tea lines find 5 17 a", CODE_BAD_COMMAND },
	{ "history tea last", CODE_BAD_COMMAND },
	{ "history tea last 0", CODE_BAD_COMMAND },
	{ "history tea last x", CODE_BAD_COMMAND },
	{ "history tea last -1", CODE_BAD_COMMAND },
	{ "history tea last 1001", CODE_TOO_MANY },
	{ "history tea last 18446744073709551615", CODE_TOO_MANY },
	{ "history tea last 18446744073709551616", CODE_BAD_COMMAND },
	{ "history tea last 5 17 1", CODE_BAD_COMMAND },
	{ "history tea last 5 017", CODE_BAD_COMMAND },
	{ "history tea last 5 x", CODE_BAD_COMMAND },
	{ "history tea last 5 10000000000000000", CODE_BAD_COMMAND },
	{ "history tea after 5", CODE_BAD_COMMAND },
	{ "history tea after 17 5 5", CODE_BAD_COMMAND },
	{ "history tea before 0 5", CODE_BAD_COMMAND },
	{ "history tea around 0 5", CODE_BAD_COMMAND },
	{ "history tea between 17 5", CODE_BAD_COMMAND },
	{ "history tea between 17 0 5", CODE_BAD_COMMAND },
	{ "history tea find 5 0", CODE_BAD_COMMAND },
	{ "history tea find 5 text", CODE_BAD_COMMAND },
	{ "history tea first 5", CODE_BAD_COMMAND },
	{ "history tea LAST 5", CODE_BAD_COMMAND },
	{ "history tea said 5", CODE_BAD_COMMAND },
	{ "history tea said last", CODE_BAD_COMMAND },
	{ "history tea said said last 5", CODE_BAD_COMMAND },
	{ "history tea last said 5", CODE_BAD_COMMAND },
	{ "history tea last", CODE_BAD_COMMAND },
};

static enum code
read_line(const char *line, struct wish *wish, struct excess *over)
{
	struct command command;
	const enum code code =
	    grammar_parse(str_from(line), FROM_CLIENT, &command);

	*over = (struct excess) { .limit = 0 };
	return code == CODE_OK ? wish_read(wish, &command, over) : code;
}

static void
check_right(size_t i)
{
	struct excess over;
	struct wish wish;

	if (!TAP_OK(read_line(rights[i].line, &wish, &over) == CODE_OK, "%s",
		rights[i].line))
		return;
	TAP_OK(wish.way == rights[i].way && wish.after == rights[i].after &&
		wish.before == rights[i].before &&
		wish.count == rights[i].count &&
		wish.around == rights[i].around &&
		wish.resumes_at_first == rights[i].resumes_at_first &&
		wish.asked == rights[i].asked,
	    "%s: is what it says", rights[i].line);
}

/* A text of that length to find. */
static enum code
find_text(size_t len, struct excess *over)
{
	char line[LIMIT_LINE];
	struct wish wish;

	(void)snprintf(line, sizeof(line), "history tea find 5 0 %s",
	    filler(len)); /* fits */
	return read_line(line, &wish, over);
}

int
main(void)
{
	struct excess over;
	struct wish wish;

	for (size_t i = 0; i < COUNT(rights); i++)
		check_right(i);
	for (size_t i = 0; i < COUNT(wrongs); i++)
		TAP_OK(
		    read_line(wrongs[i].line, &wish, &over) == wrongs[i].code,
		    "%s: refused", wrongs[i].line);
	(void)read_line("history tea last 1001", &wish, &over);
	TAP_NUM(over.limit, WISH_MOST, "the limit of N is named");
	(void)read_line("history tea find 5 17 a b", &wish, &over);
	TAP_STR(wish.text, STR("a b"), "the text is the rest of the line");
	TAP_OK(!wish.only_said, "events of all kinds");
	TAP_OK(
	    read_line("history tea said last 5 17", &wish, &over) == CODE_OK &&
		wish.only_said && wish.way == B && wish.after == 17,
	    "messages only");
	TAP_OK(!wish.in_lines, "each is one");
	TAP_OK(read_line("history tea said lines before 17 5", &wish, &over) ==
		    CODE_OK &&
		wish.only_said && wish.in_lines && wish.before == 17,
	    "messages, counted in lines");
	TAP_OK(read_line("history tea lines after 17 5", &wish, &over) ==
		    CODE_OK &&
		!wish.only_said && wish.in_lines && wish.after == 17,
	    "events, counted in lines");
	TAP_OK(find_text(WISH_TEXT, &over) == CODE_OK, "the longest text");
	TAP_OK(find_text(WISH_TEXT + 1, &over) == CODE_TOO_LONG &&
		over.limit == WISH_TEXT && over.len == WISH_TEXT + 1,
	    "a longer one, and by how much");
	return tap_done();
}
