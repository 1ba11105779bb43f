/* Faults for the server: see storm.h. */
#include "storm.h"

#include <signal.h>
#include <string.h>

#include "checker.h"
#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/servers/paced/page.h"
#include "workers.h"

#define STOPPED_MOST 32

#define PAUSE_MOST (120 * MSEC)
#define WORKER_STOP_MOST (6 * SEC)
#define SERVER_STOP_MOST (80 * MSEC)

/* Numbers of the dice that belong to no client. */
#define STORM_DICE 1000000

struct stopped {
	pid_t pid; /* 0: none */
	usec until;
};

static struct {
	struct server *server;
	struct dice dice;
	usec next;
	struct stopped stopped[STOPPED_MOST];
	pid_t worker[WORKERS_MOST];
	size_t count;
	usec flowed; /* clock_mono: so far, time has passed for the server */
} storm;

static uint32_t
draw(uint32_t sides)
{
	return dice_throw(&storm.dice, sides);
}

void
storm_begin(struct server *server)
{
	memset(&storm, 0, sizeof(storm));
	storm.server = server;
	storm.dice = dice_own(STORM_DICE);
	storm.next = clock_mono();
}

size_t
storm_count(void)
{
	return storm.count;
}

/* Somebody's worker, and the life; 0 if it is not to be touched. */
static pid_t
draw_worker(uint32_t *life)
{
	const size_t count = workers_find(storm.server, storm.worker);

	if (count == 0)
		return 0;
	const pid_t worker = storm.worker[draw((uint32_t)count)];
	return workers_life(worker, life) && *life != CHECKER_WITNESS ? worker :
									0;
}

/* It may have died just now, of something else. */
static void
hit_worker(int number, unsigned excuse)
{
	uint32_t life;
	const pid_t worker = draw_worker(&life);

	if (worker == 0)
		return;
	checker_excuse(life, excuse);
	(void)kill(worker, number);
}

static void
kill_worker(void)
{
	hit_worker(SIGKILL, EXCUSE_CUT);
}

static void
end_worker(void)
{
	hit_worker(SIGTERM, EXCUSE_KICKED);
}

/* Stops it until a drawn time, if there is a place to remember that. */
static bool
stop(pid_t pid, usec most)
{
	for (size_t i = 0; i < STOPPED_MOST; i++) {
		struct stopped *stopped = &storm.stopped[i];
		if (stopped->pid != 0)
			continue;
		*stopped = (struct stopped) { pid,
			clock_mono() + draw((uint32_t)most) };
		return kill(pid, SIGSTOP) == 0;
	}
	return false;
}

/* A worker that stands still too long is killed by the server. */
static void
stop_worker(void)
{
	uint32_t life;
	const pid_t worker = draw_worker(&life);

	if (worker == 0)
		return;
	checker_excuse(life, EXCUSE_CUT);
	(void)stop(worker, WORKER_STOP_MOST);
}

static void
stop_server(void)
{
	(void)stop(storm.server->pid, SERVER_STOP_MOST);
}

static void
reload(void)
{
	server_signal(storm.server, SIGHUP);
}

static void
report(void)
{
	server_signal(storm.server, SIGUSR1);
}

/* Returns whether the server has not come as far as the time that has passed.
 */
static bool
is_behind(void)
{
	const struct page *page = storm.server->page;

	return atomic_load(&page->moved) + SEC < atomic_load(&page->wanted);
}

void
storm_flow(void)
{
	const usec now = clock_mono();

	if (storm.flowed != 0 && !is_behind())
		server_pace_later(storm.server, now - storm.flowed);
	storm.flowed = now;
}

static const struct {
	uint32_t weight;
	void (*act)(void);
} acts[] = {
	{ 30, kill_worker },
	{ 30, stop_worker },
	{ 20, end_worker },
	{ 10, stop_server },
	{ 5, reload },
	{ 5, report },
};

static void
go_on(struct stopped *stopped)
{
	if (stopped->pid != 0)
		(void)kill(stopped->pid, SIGCONT); /* or it was killed */
	stopped->pid = 0;
}

void
storm_blow(void)
{
	const usec now = clock_mono();
	uint32_t rest = draw(120);
	size_t i = 0;

	for (size_t k = 0; k < STOPPED_MOST; k++)
		if (storm.stopped[k].until <= now)
			go_on(&storm.stopped[k]);
	if (now < storm.next)
		return;
	storm.next = now + draw((uint32_t)PAUSE_MOST);
	while (rest >= acts[i].weight)
		rest -= acts[i++].weight;
	acts[i].act();
	storm.count++;
}

void
storm_end(void)
{
	for (size_t i = 0; i < STOPPED_MOST; i++)
		go_on(&storm.stopped[i]);
}
