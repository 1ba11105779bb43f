/*
 * Whatever six connections, of two to six clients, say and do, while the server
 * is upgraded, lacks memory and they read late or not at all, all of them hear
 * what they must (model.h), in so many worlds, each with a script that is drawn
 * from its number: SEEDS=100 of them, from SEED on, which is drawn if it is not
 * given. Of a script that fails, the steps are left out that it does not need,
 * and it is printed; its place is tests/fuzz/corpus/router.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/sim/world.h"

#define SEEDS 100
#define WORLDS 1000000000 /* of which the first is drawn */
#define STEPS_MOST 120 /* drawn, of which some are four */
#define STEPS 400
#define STEP_MOST 64

/* How often one is played to find out which steps it needs. */
#define PLAYS_MOST 500

static struct {
	struct dice dice;
	char step[STEPS][STEP_MOST];
	size_t steps;
	uint32_t clients; /* so many names; each is also an account */
	uint32_t lazy; /* a mask of those that hardly ever read */
	char why[1024]; /* what the last one that failed has said */
	uint64_t events;
} sim;

static uint32_t
draw(uint32_t sides)
{
	return dice_throw(&sim.dice, sides);
}

/* --- Scripts -------------------------------------------------------------- */

/*
 * A step, as often as its weight says: '@' is a client's letter, '%' a name,
 * '&' a group, '*' a key, '0' a digit.
 */
static const struct row {
	uint32_t weight;
	const char *step;
} rows[] = {
	{ 60, "@:send & x0" },
	{ 60, "@<" },
	{ 10, "@<00" },
	{ 20, "@:join &" },
	{ 8, "@:leave & x" },
	{ 10, "@:tell % x0" },
	{ 5, "@:name %" },
	{ 6, "@:topic & x0" },
	{ 3, "@:topic &" },
	{ 5, "@:names &" },
	{ 3, "@:ping 0" },
	{ 3, "@:groups" },
	{ 4, "@:mode & +m" },
	{ 6, "@:mode & -m" },
	{ 2, "@:mode & +k x" },
	{ 2, "@:mode & -k" },
	{ 2, "@:mode & +l 2" },
	{ 2, "@:mode & -l" },
	{ 2, "@:mode & -n" },
	{ 2, "@:mode & +i" },
	{ 2, "@:mode & -i" },
	{ 4, "@:mode & +o %" },
	{ 2, "@:mode & -o %" },
	{ 2, "@:mode & +v %" },
	{ 2, "@:mode &" },
	{ 2, "@:join & x" },
	{ 2, "@:invite & %" },
	{ 6, "@:kick & % x" },
	{ 3, "@:send o:& x0" },
	{ 5, "@:put & * x0" },
	{ 3, "@:cut & *" },
	{ 2, "@:add & * x" },
	{ 2, "@:swap & * $ x" },
	{ 3, "@:get &" },
	{ 4, "@:hold & * 1 x" },
	{ 3, "@:free & *" },
	{ 4, "@:post & x0" },
	{ 4, "@:take & 2 1" },
	{ 3, "@$done $" },
	{ 2, "@$back $" },
	{ 2, "@$reply $ x" },
	{ 2, "@:boxes" },
	{ 2, "@:watch %" },
	{ 1, "@:watching" },
	{ 2, "@:want full" },
	{ 1, "@:want all" },
	{ 2, "@:want short" },
	{ 2, "@:away x" },
	{ 1, "@:away" },
	{ 1, "@:about - x0" },
	{ 2, "@:lines & 1,1 x x" },
	{ 2, "@:note & x0" },
	{ 1, "@:tags x=0" },
	{ 1, "@:signal &" },
	{ 1, "@:who &" },
	{ 1, "@:whois %" },
	{ 1, "@:fault send too-long" },
	{ 1, "@;send & half" },
	{ 1, "@:redact & 1" },
	{ 1, "@:dance" },
	{ 3, "@:quit x" },
	{ 2, "@." },
	{ 2, "@," },
	{ 5, "@!" },
	{ 2, "@^send & x" },
	{ 2, "@^who &" },
	{ 6, "~0" },
	{ 4, "~00" },
	{ 1, "~300" },
	{ 6, "@#send & " },
	{ 6, "@%send & " },
	{ 12, "@*send & x" },
	{ 2, "@#tell % " },
	{ 3, "@|4096" },
	{ 1, "@|65536" },
	{ 4, "u" },
	{ 1, "m0" },
};

static const char *const options[] = { "queue_max 64K", "queue_total 100K",
	"queue_total 64K", "queue_total 300K", "stall_time 5", "hold_time 2",
	"line_rate 20" };

static const char *
pick(uint32_t weights)
{
	uint32_t rest = draw(weights);
	size_t i = 0;

	while (rest >= rows[i].weight)
		rest -= rows[i++].weight;
	return rows[i].step;
}

static const char *const names[] = { "ali", "bob", "cem", "dan", "eva", "fay" };
static const char *const of_groups[] = { "tea", "1", "t", "u" };
static const char *const keys[] = { "k", "l", "m" };

static void
come(size_t who, uint32_t groups)
{
	static const char *const first[] = { "name", "join" };

	if (sim.clients < COUNT(names))
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "%c@%s",
		    (int)('a' + who), names[who % sim.clients]);
	for (size_t i = 0; i < COUNT(first); i++)
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "%c:%s %s",
		    (int)('a' + who), first[i],
		    i == 0 ? names[who % sim.clients] :
			     of_groups[draw(groups)]);
}

/* Fills in what a row leaves open. */
static void
write_step(const char *row, uint32_t groups)
{
	char *const step = sim.step[sim.steps++];
	char *to = step;
	size_t who = 0;

	for (; *row != '\0'; row++) {
		const char *word = NULL;
		if (*row == '@' && to == step)
			*to++ = (char)((draw(5) == 0 ? 'A' : 'a') +
			    (int)(who = draw(COUNT(names))));
		else if (*row == '%' && to != step + 1)
			word = names[draw(COUNT(names))];
		else if (*row == '&')
			word = of_groups[draw(groups)];
		else if (*row == '*' && to != step + 1)
			word = keys[draw(COUNT(keys))];
		else if (*row == '0')
			*to++ = (char)('0' + (int)draw(10));
		else
			*to++ = *row;
		for (; word != NULL && *word != '\0'; word++)
			*to++ = *word;
	}
	*to = '\0';
	/* It does not read, but time passes. */
	if (step[1] == '<' && (sim.lazy >> who & 1) != 0 && draw(8) != 0)
		(void)snprintf(step, STEP_MOST, "~%u", (unsigned)draw(30));
	/* Its place is taken by another one. */
	if (to == step + 2 && strchr("!.,", step[1]) != NULL) {
		(void)snprintf(
		    sim.step[sim.steps++], STEP_MOST, "%c!", (int)('a' + who));
		come(who, groups);
	}
}

/* Two read nothing, one of them for longer, and there is little room. */
static void
write_slow(void)
{
	static const char *const first[] = { "=queue_total 64K", "a:name ali",
		"b:name bob", "c:name cem", "a:join t", "b:join u", "c:join t",
		"c:join u" };

	for (size_t i = 0; i < COUNT(first); i++)
		(void)snprintf(
		    sim.step[sim.steps++], STEP_MOST, "%s", first[i]);
	for (uint32_t left = 2 + draw(3), group = 't'; group <= 'u'; left--) {
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "c%%send %c ",
		    (int)group);
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "c<");
		if (left > 0)
			continue;
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "~%u",
		    20 + (unsigned)draw(60));
		left = 2 + draw(6);
		group++;
	}
}

/* Some groups are talked to more, some clients are lazy, some worlds poor. */
static void
write_script(uint64_t seed)
{
	const uint32_t groups = (sim.dice.state = seed, 1 + draw(4));
	uint32_t weights = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		weights += rows[i].weight;
	sim.steps = 0;
	sim.lazy = draw(3) == 0 ? draw(64) : 0;
	/* Of two or more, some have two or three connections. */
	sim.clients = draw(2) == 0 ? 2 + draw(4) : COUNT(names);
	if (draw(8) == 0)
		write_slow();
	else if (draw(2) == 0)
		(void)snprintf(sim.step[sim.steps++], STEP_MOST, "=%s",
		    options[draw(COUNT(options))]);
	for (size_t i = 0; i < COUNT(names); i++)
		come(i, groups);
	for (uint32_t left = 20 + draw(STEPS_MOST - 20); left > 0; left--)
		write_step(pick(weights), groups);
}

/* --- Worlds --------------------------------------------------------------- */

static struct str
script_of(const bool *without)
{
	static char script[STEPS * STEP_MOST];
	struct buf buf;

	buf_init(&buf, script, sizeof(script));
	for (size_t i = 0; i < sim.steps; i++)
		if (without == NULL || !without[i])
			(void)BUF_CAT(
			    &buf, str_from(sim.step[i]), STR("\n")); /* fits */
	return buf_str(&buf);
}

/* Plays it in a process of its own; false, with sim.why, if it fails. */
static bool
play(struct str script)
{
	char said[sizeof(sim.why)] = "";
	size_t len = 0;
	ssize_t count;
	int out[2], status;
	pid_t pid;

	MUST(pipe(out) == 0 && (pid = fork()) != -1, "no process");
	if (pid == 0) {
		MUST(dup2(out[1], STDOUT_FILENO) != -1, "no output");
		io_close(&out[0]);
		io_close(&out[1]);
		(void)printf("%zu\n", world_play(script));
		(void)fflush(stdout);
		_exit(0);
	}
	io_close(&out[1]);
	while ((count = read(out[0], said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)count;
	io_close(&out[0]);
	MUST(waitpid(pid, &status, 0) == pid, "it is not there");
	if (status == 0) {
		sim.events += strtoul(said, NULL, 10);
		return true;
	}
	(void)snprintf(sim.why, sizeof(sim.why), "%.*s (%x)",
	    (int)strcspn(said, "\n"), said, (unsigned)status);
	return false;
}

/* Leaves out whatever it fails without. */
static void
shorten(bool without[STEPS])
{
	size_t plays = PLAYS_MOST;

	for (size_t size = sim.steps / 2; size > 0; size /= 2)
		for (size_t from = 0; from < sim.steps; from += size) {
			bool fewer[STEPS];
			if (plays-- == 0)
				return;
			memcpy(fewer, without, sizeof(fewer));
			for (size_t i = from; i < sim.steps && i < from + size;
			     i++)
				fewer[i] = true;
			if (!play(script_of(fewer)))
				memcpy(without, fewer, sizeof(fewer));
		}
}

static void
try_seed(uint64_t seed)
{
	bool without[STEPS] = { false };

	write_script(seed);
	if (play(script_of(NULL)))
		return;
	tap_note("%s", sim.why);
	shorten(without);
	(void)play(script_of(without));
	(void)TAP_OK(
	    false, "make sim SEED=%zu SEEDS=1: %s", (size_t)seed, sim.why);
	for (size_t i = 0; i < sim.steps; i++)
		if (!without[i])
			tap_note("%s", sim.step[i]);
}

static uint64_t
number_of(const char *name, uint64_t usual)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? strtoul(text, NULL, 10) : usual;
}

int
main(int argc, char **argv)
{
	const uint64_t seeds = number_of("FORKCAST_SEEDS", SEEDS);
	uint64_t first;

	world_upgrade_by(argv[0]);
	if (argc == 3) {
		(void)printf("%zu\n", world_resume(argv));
		return 0;
	}
	dice_begin();
	first = number_of("FORKCAST_WORLD", dice(WORLDS));
	world_begin();
	for (uint64_t i = 0; i < seeds && tap_failures() == 0; i++)
		try_seed(first + i);
	PASS("%zu worlds with %zu lines of events", (size_t)seeds,
	    (size_t)sim.events);
	return tap_done();
}
