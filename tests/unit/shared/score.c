/* shared/score: records are read whole while they are written. */
#include "shared/score.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/clock.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define READS 200000

static struct score_row_cell *cell;

/* A row of which every byte is the same one. */
static void
fill(struct score_row *row, unsigned char byte)
{
	memset(row, byte, sizeof(*row));
}

static bool
is_even(const struct score_row *row)
{
	struct score_row wanted;

	fill(&wanted, ((const unsigned char *)row)[0]);
	return memcmp(row, &wanted, sizeof(wanted)) == 0;
}

static _Noreturn void
write_forever(void)
{
	struct score_row row;

	for (unsigned char byte = 0;; byte++) {
		fill(&row, byte);
		score_put(cell->word, &row, sizeof(row));
	}
}

static void
test_race(void)
{
	struct score_row row;
	unsigned torn = 0, changes = 0;
	unsigned char last = 0;
	const pid_t writer = fork();

	MUST(writer != -1, "cannot fork");
	if (writer == 0)
		write_forever();
	for (int i = 0; i < READS; i++) {
		if (!score_get(cell->word, &row, sizeof(row)))
			continue;
		torn += !is_even(&row);
		changes += ((const unsigned char *)&row)[0] != last;
		last = ((const unsigned char *)&row)[0];
	}
	MUST(kill(writer, SIGKILL) == 0 && waitpid(writer, NULL, 0) == writer,
	    "no writer");
	TAP_NUM(torn, 0, "what is said to be whole is whole");
	TAP_OK(changes > 0, "and it was another one %u times", changes);
}

/* The writer was killed in the midst of it. */
static void
test_half(void)
{
	struct score_row row;

	fill(&row, 7);
	score_put(cell->word, &row, sizeof(row));
	cell->word[0]++;
	fill(&row, 0);
	TAP_OK(!score_get(cell->word, &row, sizeof(row)),
	    "a record that stays half written is told of");
	TAP_OK(is_even(&row) && row.pid != 0, "and is there all the same");
	score_put(cell->word, &row, sizeof(row));
	TAP_OK(score_get(cell->word, &row, sizeof(row)),
	    "the next writer makes it whole");
}

static void
test_text(void)
{
	char name[SCORE_NAME];

	score_name(name, 4711);
	TAP_STR(str_from(name), STR("/forkcastd.4711"), "a name");
	score_name(name, UINT64_MAX);
	TAP_STR(str_from(name), STR("/forkcastd.18446744073709551615"),
	    "the longest name");
	TAP_STR(score_text("ali\0x", 5), STR("ali"), "a text ends at a NUL");
	TAP_STR(score_text("alix", 3), STR("ali"), "or with its room");
	TAP_STR(score_text("", 1), STR(""), "or is empty");
}

int
main(void)
{
	const int fd = scratch_nameless();
	MUST(ftruncate(fd, sizeof(*cell)) == 0, "no memory");
	cell = mmap(
	    NULL, sizeof(*cell), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(cell != MAP_FAILED, "no memory");
	test_text();
	test_half();
	test_race();
	TAP_NUM(sizeof(struct score_head), 8 + 4 + 4 + 3 * 8 + SCORE_PATH,
	    "the head has no gaps");
	return tap_done();
}
