/*
 * Servers to which an upgrade does not go well: what each of them does when it
 * loads the state is its name (DOES), which tests.mk gives it.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/upgrade/handover.h"
#include "shared/io.h"
#include "shared/str.h"

/* Source checkers do not define this macro. */
#ifndef DOES
#define DOES "refuses"
#endif

/*
 * The file beside the control socket that ends its pause, and how many there
 * are at most: for longer than any test waits.
 */
#define SLOW_ENDS "go-on"
#define SLOW_MOST 30000

bool __real_handover_begin(
    struct state *state, int fd, struct handover *handover);
bool __wrap_handover_begin(
    struct state *state, int fd, struct handover *handover);
bool __real_handover_load(struct state *state, const struct handover *handover);
bool __wrap_handover_load(struct state *state, const struct handover *handover);

static void
refuse(struct state *state)
{
	state_broken(state, "this server never likes it");
}

static void
crash(struct state *state)
{
	(void)state;
	(void)raise(SIGKILL); /* whatever a sanitizer does about others */
}

static void
hang(struct state *state)
{
	(void)state;
	for (;;)
		(void)pause();
}

/* Says that it has begun, and waits until it may go on. */
static void
dawdle(struct state *state)
{
	const struct timespec pause = { .tv_nsec = 5 * 1000 * 1000 };
	const char *directory = getenv("RUNTIME_DIRECTORY");
	char path[PATH_MAX];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/" SLOW_ENDS,
	    directory != NULL ? directory : "");
	(void)fputs("slow: begun\n", stderr);
	for (int i = 0; i < SLOW_MOST && access(path, F_OK) != 0; i++)
		(void)nanosleep(&pause, NULL);
}

/* The file beside the control socket: what is to stand for what in the state,
 * with this between. */
#define DAMAGE "damage"
#define BETWEEN "\n=>\n"

/* All of a file, ended by NUL; it is never freed. */
static char *
read_all(int fd, size_t *len)
{
	const off_t size = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	if (text == NULL || pread(fd, text, (size_t)size, 0) != size)
		abort();
	*len = (size_t)size;
	return text;
}

/* In the state of fd, which may hold what is no text: into another one. */
static void
damage(int fd, int to)
{
	const char *directory = getenv("RUNTIME_DIRECTORY");
	char path[PATH_MAX];
	size_t len, size;
	char *state = read_all(fd, &len), *at = state, *from, *instead;
	int file;

	(void)snprintf(path, sizeof(path), "%s/" DAMAGE,
	    directory != NULL ? directory : "");
	file = open(path, O_RDONLY | O_CLOEXEC);
	from = file != -1 ? read_all(file, &size) : NULL;
	instead = from != NULL ? strstr(from, BETWEEN) : NULL;
	if (instead == NULL)
		abort();
	*instead = '\0';
	instead += strlen(BETWEEN);
	size = strlen(from);
	while (at + size <= state + len && memcmp(at, from, size) != 0)
		at++;
	if (at + size > state + len || ftruncate(to, 0) != 0 ||
	    lseek(to, 0, SEEK_SET) != 0 ||
	    !io_write_all(to, state, (size_t)(at - state)) ||
	    !io_write_all(to, instead, strlen(instead)) ||
	    !io_write_all(to, at + size, (size_t)(state + len - at) - size))
		abort();
	(void)close(file); /* was read */
}

static const struct {
	const char *name;
	void (*act)(struct state *state);
	bool really; /* it is no rehearsal */
} ways[] = {
	{ "refuses", refuse, false },
	{ "crashes", crash, false },
	{ "hangs", hang, false },
	{ "dies", crash, true },
	{ "slow", dawdle, true },
};

bool
__wrap_handover_begin(struct state *state, int fd, struct handover *handover)
{
	const bool good = __real_handover_begin(state, fd, handover);

	if (!good || strcmp(DOES, "damages") != 0 ||
	    !handover_is_ours(handover))
		return good;
	damage(fd, fd);
	state_free(state);
	return __real_handover_begin(state, fd, handover);
}

/* The real function has already reported any error in the state itself. */
bool
__wrap_handover_load(struct state *state, const struct handover *handover)
{
	const bool good = __real_handover_load(state, handover);

	for (size_t i = 0; i < COUNT(ways); i++)
		if (strcmp(ways[i].name, DOES) == 0 &&
		    ways[i].really == handover_is_ours(handover))
			ways[i].act(state);
	return good && state_good(state);
}
