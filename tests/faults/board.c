/* The tester's side of a board: see board.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "board.h"
#include "shared/str.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static const struct {
	const char *name;
	const char *faults;
} calls[CALLS] = {
#define CALL(name, faults) [CALL_##name] = { #name, faults },
#include "calls.def"
#undef CALL
};

static const char *const sides[SIDES] = {
	[SIDE_PARENT] = "parent",
	[SIDE_HEIR] = "heir",
	[SIDE_WORKER] = "worker",
	[SIDE_REHEARSAL] = "rehearsal",
};

#define ERROR(name)         \
	{                   \
#name, name \
	}

static const struct {
	const char *name;
	int kind;
} kinds[] = {
	{ "short", FAULT_SHORT },
	{ "half", FAULT_HALF },
	{ "back", FAULT_BACK },
	{ "forth", FAULT_FORTH },
	ERROR(EACCES),
	ERROR(EADDRINUSE),
	ERROR(EADDRNOTAVAIL),
	ERROR(EAGAIN),
	ERROR(EBUSY),
	ERROR(ECHILD),
	ERROR(ECONNABORTED),
	ERROR(ECONNREFUSED),
	ERROR(ECONNRESET),
	ERROR(EINTR),
	ERROR(EINVAL),
	ERROR(EIO),
	ERROR(EMFILE),
	ERROR(ENFILE),
	ERROR(ENOBUFS),
	ERROR(ENOLCK),
	ERROR(ENOMEM),
	ERROR(ENOPROTOOPT),
	ERROR(ENOSPC),
	ERROR(ENOSYS),
	ERROR(ENOTCONN),
	ERROR(EOPNOTSUPP),
	ERROR(EPERM),
	ERROR(EPIPE),
	ERROR(EPROTO),
	ERROR(EROFS),
	ERROR(ESRCH),
	ERROR(ETIMEDOUT),
};

/*
 * Faults that a correct caller hides from everybody, for these calls. A
 * worker's first write always has room: it reports that the worker is ready.
 */
static const struct {
	int kind;
	const char *calls; /* null: all of them */
	bool no_worker;
} harmless[] = {
	{ EINTR, NULL, false },
	{ FAULT_SHORT, NULL, false },
	{ FAULT_HALF, NULL, false },
	{ FAULT_BACK, NULL, false },
	{ FAULT_FORTH, NULL, false },
	{ EAGAIN, " accept4 pwritev2 read splice tee writev ", false },
	{ EAGAIN, " write ", true },
};

static bool
find_kind(struct str name, int *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_eq(name, str_from(kinds[i].name)))
			continue;
		*kind = kinds[i].kind;
		return true;
	}
	return false;
}

bool
spec_kind(enum call call, size_t number, int *kind)
{
	struct str rest = str_from(calls[call].faults);
	struct str word = str_word(&rest);

	while (number-- > 0) {
		if (rest.at == NULL)
			return false;
		word = str_word(&rest);
	}
	return find_kind(word, kind);
}

/* A word that ends with a colon or with the text. */
static struct str
next_word(const char **text)
{
	const size_t len = strcspn(*text, ":");
	const struct str word = { *text, len };

	*text += len + ((*text)[len] == ':');
	return word;
}

static bool
parse_number(struct fault *fault, struct str word)
{
	const bool on = word.len > 0 && word.at[word.len - 1] == '+';
	uint64_t first = 0, last;

	fault->first = fault->last = 0;
	if (str_eq(word, STR("*")))
		return true;
	word.len -= on;
	const struct str from = str_cut(&word, '-');
	if (!str_to_number(from, UINT32_MAX, &first) || first == 0)
		return false;
	last = on ? UINT32_MAX : first;
	if (word.at != NULL && !str_to_number(word, UINT32_MAX, &last))
		return false;
	fault->first = (uint32_t)first;
	fault->last = (uint32_t)last;
	return last >= first;
}

static bool
find_side(struct str name, enum side *side)
{
	for (*side = 0; *side < SIDES; ++*side)
		if (str_eq(name, str_from(sides[*side])))
			return true;
	return false;
}

bool
spec_parse(struct fault *fault, const char *text)
{
	const struct str name = next_word(&text);
	const struct str number = next_word(&text);
	const struct str kind = next_word(&text);
	const struct str side = next_word(&text);
	unsigned call = 0;

	while (call < CALLS && !str_eq(name, str_from(calls[call].name)))
		call++;
	fault->call = call;
	return call < CALLS && parse_number(fault, number) &&
	    find_kind(kind, &fault->kind) && find_side(side, &fault->side) &&
	    *text == '\0';
}

void
spec_text(const struct fault *fault, char text[SPEC_TEXT])
{
	const char *kind = "?";

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].kind == fault->kind)
			kind = kinds[i].name;
	(void)snprintf(text, SPEC_TEXT, "%s:%u%s:%s:%s",
	    calls[fault->call].name, fault->first,
	    fault->last > fault->first ? "+" : "", kind,
	    sides[fault->side]); /* fits: the names are short */
}

bool
spec_is_harmless(const struct fault *fault)
{
	char word[SPEC_TEXT];

	if (fault->side == SIDE_REHEARSAL)
		return true; /* it serves nobody */
	(void)snprintf(
	    word, sizeof(word), " %s ", calls[fault->call].name); /* fits */
	for (size_t i = 0; i < COUNT(harmless); i++)
		if (harmless[i].kind == fault->kind &&
		    (!harmless[i].no_worker || fault->side != SIDE_WORKER) &&
		    (harmless[i].calls == NULL ||
			strstr(harmless[i].calls, word) != NULL))
			return true;
	return false;
}

static struct board *board; /* of a test with one server */

struct board *
board_make(int *fd)
{
	struct board *made;

	*fd = scratch_nameless();
	MUST(ftruncate(*fd, sizeof(*made)) == 0, "no room for a board");
	made = mmap(
	    NULL, sizeof(*made), PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	MUST(made != MAP_FAILED, "no memory for a board");
	return made;
}

void
board_pass(int fd)
{
	const char *build = getenv("FORKCAST_BUILD");
	char text[SCRATCH_PATH];
	const int len = snprintf(text, sizeof(text), "%s/tests/faults",
	    build != NULL ? build : "build");

	MUST(len > 0 && (size_t)len < sizeof(text), "too long a path");
	MUST(setenv("FORKCAST_BUILD", text, 1) == 0, "setenv");
	(void)snprintf(text, sizeof(text), "%d", fd); /* fits */
	MUST(setenv(BOARD_NAME, text, 1) == 0, "setenv");
}

void
board_begin(void)
{
	int fd;

	board = board_make(&fd);
	board_pass(fd);
}

void
board_arm(const char *spec)
{
	struct fault fault;

	MUST(spec_parse(&fault, spec) && fault.first > 0, "what is %s?", spec);
	board_disarm();
	atomic_store(&board->met, 0);
	atomic_store(&board->hits, 0);
	/* The number that switches it on goes last. */
	board->fault = fault;
	board->fault.last = 0;
	atomic_thread_fence(memory_order_seq_cst);
	board->fault.last = fault.last;
}

void
board_disarm(void)
{
	board->fault.last = 0;
	atomic_thread_fence(memory_order_seq_cst);
}

unsigned
board_hits(void)
{
	return atomic_load(&board->hits);
}

void
board_await(unsigned hits)
{
	const usec end = deadline();

	while (board_hits() < hits)
		MUST(deadline_pause(end), "the fault was not met");
}
