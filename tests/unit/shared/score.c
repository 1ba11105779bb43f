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
	for (unsigned i = 0; i < READS || changes == 0; i++) {
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

int
main(void)
{
	const int fd = scratch_nameless();
	MUST(ftruncate(fd, sizeof(*cell)) == 0, "no memory");
	cell = mmap(
	    NULL, sizeof(*cell), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(cell != MAP_FAILED, "no memory");
	test_race();
	TAP_NUM(sizeof(struct score_head), 3 * 8, "the head has no gaps");
	return tap_done();
}
