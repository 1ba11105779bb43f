/*
 * If the clock is set, so that the last sign of life seems to be in the future
 * or old, the responder still reports a stuck server as stuck and a running one
 * as running.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

#include "shared/io.h"
#include "shared/score.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

#define HOUR (3600 * SEC)

/* Changes the beat of a stopped server by that time. */
static void
move_beat(const struct server *server, usec back, usec ahead)
{
	char name[SCORE_NAME];
	struct score_pulse pulse;

	score_name(name, (uint64_t)server->pid);
	int fd = shm_open(name, O_RDWR, 0);
	MUST(fd != -1, "cannot open the scoreboard");
	struct score_board *board = mmap(
	    NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(board != MAP_FAILED, "cannot map the scoreboard");
	MUST(score_get(board->pulse.word, &pulse, sizeof(pulse)),
	    "it is half written");
	pulse.beat = pulse.beat + ahead - back;
	score_put(board->pulse.word, &pulse, sizeof(pulse));
	(void)munmap(board, sizeof(*board)); /* was mapped: works */
	io_close(&fd);
}

static void
test_moved(struct server *server, usec back, usec ahead, const char *what)
{
	struct health *health = health_open(server);

	health_expect(health, "running");
	server_signal(server, SIGSTOP);
	move_beat(server, back, ahead);
	usec age = health_expect(health, "stuck")->beat_age;
	TAP_OK(age < HOUR / 2, "the clock is set %s: stuck, for %u ms", what,
	    (unsigned)(age / MSEC));
	server_signal(server, SIGCONT);
	age = health_expect(health, "running")->beat_age;
	TAP_OK(age < HOUR / 2, "and it goes on: %u ms", (unsigned)(age / MSEC));
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });

	/* Once more when the parent has been heard of by the responder. */
	for (int i = 0; i < 2; i++) {
		test_moved(server, 0, HOUR, "back");
		test_moved(server, HOUR, 0, "ahead");
	}
	server_stop(server);
	return tap_done();
}
