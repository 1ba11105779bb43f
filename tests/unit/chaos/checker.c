/* tests/chaos/checker: whatever is wrong with what clients hear is found. */
#include "tests/chaos/checker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/chaos/saying.h"
#include "tests/lib/tap.h"

#define LINE 4096

/* The lives: the witness, and those who talk. */
enum { WITNESS = CHECKER_WITNESS, ALI, REZA, LIVES };

static struct {
	uint64_t id;
} stage;

static void
hear(uint32_t life, const char *line)
{
	checker_hears(life, str_from(line));
}

static void
ask(uint32_t life, enum ask kind, uint32_t number)
{
	checker_asks(life, (struct command) { kind, number, 0 });
}

/* A life comes in, and is in group 0; all who are there hear that. */
static void
enter(void)
{
	const uint32_t life = checker_born();
	char line[LINE];

	ask(life, ASK_NAME, 0);
	(void)snprintf(line, sizeof(line), "ok name c%u-0", life);
	hear(life, line);
	ask(life, ASK_JOIN, 0);
	(void)snprintf(
	    line, sizeof(line), "join %" PRIu64 " g0 c%u-0", stage.id++, life);
	for (uint32_t i = 0; i <= life; i++)
		hear(i, line);
}

static void
begin(void)
{
	checker_begin();
	stage.id = 1000000000000001;
	for (int i = 0; i < LIVES; i++)
		enter();
}

/* The line of a message, by default that of the number. */
static const char *
message(uint32_t life, uint32_t number)
{
	static char line[LINE];
	char room[SAYING_TEXT];
	const struct str text = saying_text(life, number, room);

	(void)snprintf(line, sizeof(line), "msg %" PRIu64 " g0 c%u-0 %.*s",
	    stage.id++, life, (int)text.len, text.at);
	return line;
}

/* Lets Ali send five messages; reza_hears decides which lines Reza gets. */
static void
talk(void (*reza_hears)(uint32_t number, const char *line))
{
	for (uint32_t number = 1; number <= 5; number++) {
		ask(ALI, ASK_SEND, number);
		const char *line = message(ALI, number);
		reza_hears(number, line);
		hear(WITNESS, line);
		hear(ALI, line);
		checker_settle();
	}
}

static void
hears_all(uint32_t number, const char *line)
{
	(void)number;
	hear(REZA, line);
}

static void
misses_one(uint32_t number, const char *line)
{
	if (number != 3)
		hear(REZA, line);
}

static void
misses_last(uint32_t number, const char *line)
{
	if (number != 5)
		hear(REZA, line);
}

static void
hears_twice(uint32_t number, const char *line)
{
	hear(REZA, line);
	if (number == 3)
		hear(REZA, line);
}

static void
hears_swapped(uint32_t number, const char *line)
{
	static char kept[LINE];

	if (number == 3)
		memcpy(kept, line, strlen(line) + 1);
	else
		hear(REZA, line);
	if (number == 4)
		hear(REZA, kept);
}

/* One letter of the text is another. */
static void
hears_changed(uint32_t number, const char *line)
{
	char changed[LINE];

	memcpy(changed, line, strlen(line) + 1);
	if (number == 3)
		changed[strlen(line) - 1] ^= 1;
	hear(REZA, changed);
}

static void
hears_foreign(uint32_t number, const char *line)
{
	if (number == 3)
		hear(REZA, message(ALI, 77));
	hear(REZA, line);
}

static void
hears_half(uint32_t number, const char *line)
{
	char half[LINE];

	(void)snprintf(
	    half, sizeof(half), "%.*s", number == 3 ? 25 : LINE - 1, line);
	hear(REZA, half);
}

static const struct {
	const char *what;
	void (*reza_hears)(uint32_t number, const char *line);
	bool right;
} streams[] = {
	{ "all", hears_all, true },
	{ "one missed", misses_one, false },
	{ "the last one missed", misses_last, false },
	{ "one doubled", hears_twice, false },
	{ "two swapped", hears_swapped, false },
	{ "a changed letter", hears_changed, false },
	{ "one that nobody said", hears_foreign, false },
	{ "half a line", hears_half, false },
};

static void
test_streams(void)
{
	for (size_t i = 0; i < COUNT(streams); i++) {
		begin();
		talk(streams[i].reza_hears);
		checker_finish();
		const char *wrong = checker_wrong();
		TAP_OK((wrong == NULL) == streams[i].right, "%s: %s",
		    streams[i].what, wrong != NULL ? wrong : "right");
	}
}

/* How a life ends behind five messages of which it has heard four. */
static const struct {
	const char *what;
	unsigned excuse;
	const char *bye; /* null: none */
	bool whole;
	bool right;
} ends[] = {
	{ "cut off", 0, NULL, true, false },
	{ "killed", EXCUSE_CUT, NULL, true, true },
	{ "killed within a line", EXCUSE_CUT, NULL, false, true },
	{ "half a line", 0, "bye slow-reader x", false, false },
	{ "too slow", 0, "bye slow-reader x", true, true },
	{ "kicked", EXCUSE_KICKED, "bye kicked x", true, true },
	{ "kicked by nobody", 0, "bye kicked x", true, false },
	{ "a fault of the server", 0, "bye internal x", true, false },
	{ "quit, and one is missing", 0, "bye quit x", true, false },
};

static void
test_ends(void)
{
	char quit[LINE];

	for (size_t i = 0; i < COUNT(ends); i++) {
		begin();
		talk(misses_last);
		checker_excuse(REZA, ends[i].excuse);
		ask(REZA, ASK_QUIT, 0);
		if (ends[i].bye != NULL)
			hear(REZA, ends[i].bye);
		checker_ends(REZA, ends[i].whole);
		(void)snprintf(quit, sizeof(quit), "quit %" PRIu64 " c%u-0",
		    stage.id++, (unsigned)REZA);
		hear(WITNESS, quit);
		hear(ALI, quit);
		checker_finish();
		const char *wrong = checker_wrong();
		TAP_OK((wrong == NULL) == ends[i].right, "%s: %s", ends[i].what,
		    wrong != NULL ? wrong : "right");
	}
}

/* Replies to Ali's ping and the send after it, and whether they are right. */
static const struct {
	const char *what;
	const char *answer[3]; /* "": the message; null: no more */
	bool right;
} answers[] = {
	{ "both answers", { "ok ping 1", "" }, true },
	{ "a wrong token", { "ok ping 2", "" }, false },
	{ "not in order", { "", "ok ping 1" }, false },
	{ "no answer", { "ok ping 1" }, false },
	{ "one too many", { "ok ping 1", "", "ok ping 1" }, false },
	{ "refused, as no member",
	    { "ok ping 1", "err send not-member join it first" }, false },
	{ "refused without a reason",
	    { "ok ping 1", "err send too-long shorten it" }, false },
	{ "what there is not", { "pong" }, false },
};

static void
answer(const char *line)
{
	if (line[0] == '\0') {
		line = message(ALI, 2);
		hear(WITNESS, line);
		hear(REZA, line);
	}
	hear(ALI, line);
}

static void
test_answers(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		begin();
		ask(ALI, ASK_PING, 1);
		ask(ALI, ASK_SEND, 2);
		for (size_t k = 0;
		     k < COUNT(answers[i].answer) && answers[i].answer[k]; k++)
			answer(answers[i].answer[k]);
		checker_finish();
		const char *wrong = checker_wrong();
		TAP_OK((wrong == NULL) == answers[i].right, "%s: %s",
		    answers[i].what, wrong != NULL ? wrong : "right");
	}
}

/* A tell from Ali to Reza, as each of them hears it. */
static void
test_tells(void)
{
	char room[SAYING_TEXT];
	char line[LINE];
	const struct str text = saying_text(ALI, 1, room);

	for (unsigned heard = 1; heard <= 3; heard++) {
		begin();
		ask(ALI, ASK_TELL, 1);
		(void)snprintf(line, sizeof(line),
		    "tell %" PRIu64 " c%u-0 c%u-0 %.*s", stage.id++,
		    (unsigned)ALI, (unsigned)REZA, (int)text.len, text.at);
		if ((heard & 1) != 0)
			hear(ALI, line);
		if ((heard & 2) != 0)
			hear(REZA, line);
		checker_finish();
		TAP_OK((checker_wrong() == NULL) == (heard == 3),
		    "a tell that %s heard", heard == 3 ? "both" : "one");
	}
}

/* Nobody but the witness may be the only one who does not know of an event. */
static void
test_witness(void)
{
	begin();
	ask(ALI, ASK_SEND, 1);
	const char *line = message(ALI, 1);
	hear(ALI, line);
	hear(REZA, line);
	ask(ALI, ASK_SEND, 2);
	answer("");
	checker_finish();
	TAP_OK(checker_wrong() != NULL, "the witness missed one");
}

int
main(void)
{
	test_streams();
	test_ends();
	test_answers();
	test_tells();
	test_witness();
	checker_begin();
	return tap_done();
}
