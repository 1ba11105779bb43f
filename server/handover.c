/* The state as a whole: see handover.h. */
#define _GNU_SOURCE /* memfd_create */
#include "handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/helpers.h"
#include "accept/inherit.h"
#include "accept/listen.h"
#include "accept/porch.h"
#include "accept/spawn.h"
#include "base/fields.h"
#include "base/log.h"
#include "base/self.h"
#include "base/stats.h"
#include "base/ticks.h"
#include "launch.h"
#include "operator/control.h"
#include "operator/notify.h"
#include "operator/scoreboard.h"
#include "operator/upgrade.h"
#include "policy/denials.h"
#include "policy/guesses.h"
#include "policy/peer_table.h"
#include "policy/peers.h"
#include "router/clients.h"
#include "router/fanout.h"
#include "router/groups.h"
#include "router/slots.h"
#include "router/uplink.h"
#include "shared/entropy.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/version.h"

/* Of the form of the state: another one for what the next cannot leave out. */
#define FORM 1

#define WORD STR("forkcast-state")

#define SECTION(name, module)                                            \
	{                                                                \
		{ name, sizeof(name) - 1 }, module##_save, module##_load \
	}

/* Who is referred to comes first. */
static const struct {
	struct str name;
	void (*save)(struct state *state);
	void (*load)(struct state *state);
} sections[] = {
	SECTION("clock", ticks),
	SECTION("self", self),
	SECTION("counts", stats),
	SECTION("log", log),
	SECTION("denials", denials),
	SECTION("guesses", guesses),
	SECTION("bans", peers),
	SECTION("peers", peer_table),
	SECTION("groups", groups),
	SECTION("clients", clients),
	SECTION("slots", slots),
	{ { "members", 7 }, groups_save_members, groups_load_members },
	SECTION("uplinks", uplink),
	SECTION("downlinks", fan),
	SECTION("children", spawn),
	SECTION("listeners", listen),
	SECTION("inherited", inherit),
	SECTION("porch", porch),
	SECTION("helpers", helpers),
	SECTION("control", control),
	SECTION("notify", notify),
	SECTION("upgrade", upgrade),
	SECTION("pid_file", launch),
	SECTION("scoreboard", scoreboard),
	{ { "descriptors", 11 }, state_put_fds, state_load_fds },
};

static const struct field saved[] = {
	FIELD(SIGNED, struct handover, pid),
	FIELD(
	    FD, struct handover, program), /* the way back from what follows */
	FIELD(NUMBER, struct handover, began), /* or what is between is lost */
	FIELD(TEXT, struct handover, version),
	FIELD(TEXT, struct handover, path),
};

int
handover_object(void)
{
#ifdef MFD_CLOEXEC
	return memfd_create("forkcast-state", MFD_CLOEXEC);
#else
	char name[64];
	uint64_t number;
	int fd;

	if (!entropy_draw(&number, sizeof(number)))
		return -1;
	(void)snprintf(name, sizeof(name), "/forkcast-state.%llx",
	    (unsigned long long)number); /* fits */
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd != -1)
		(void)shm_unlink(name); /* was just made by us */
	return fd;
#endif
}

/* "forkcast-state FORM VERSION GRAMMAR", and what is said of the upgrade. */
static void
save_head(struct state *state, const struct handover *handover)
{
	char form[STR_DIGITS], grammar[STR_DIGITS];
	char text[sizeof(VERSION) + 2 * (size_t)STR_DIGITS + 3];
	struct buf buf;

	buf_init(&buf, text, sizeof(text));
	(void)BUF_CAT(&buf, str_number(FORM, form), STR(" " VERSION " "),
	    str_number(GRAMMAR_VERSION, grammar)); /* fits */
	state_put_text(state, WORD, buf_str(&buf));
	state_section(state, STR("handover"));
	fields_put(state, FIELDS(saved), handover);
}

static bool
save(struct state *state, const struct handover *handover, bool sums)
{
	save_head(state, handover);
	state->sums = sums;
	for (size_t i = 0; i < COUNT(sections); i++) {
		state_section(state, sections[i].name);
		sections[i].save(state);
	}
	return state_end(state);
}

bool
handover_save(struct state *state, int fd, const struct handover *handover)
{
	if (!state_write(state, fd))
		return false;
	state->loop = ticks_now();
	return save(state, handover, false);
}

/* Of a form that is known here. */
static bool
load_head(struct state *state)
{
	struct str words;
	uint64_t form;

	if (!state_next(state))
		return false;
	words = state->value;
	if (!state_is(state, WORD) ||
	    !str_to_number(str_word(&words), UINT32_MAX, &form))
		state_wrong(state, "that is no state");
	else if (form != FORM)
		state_wrong(state, "it is of another form than this program's");
	return !state->failed;
}

static void
load_section(struct state *state, struct str name)
{
	for (size_t i = 0; i < COUNT(sections); i++)
		if (str_eq(name, sections[i].name)) {
			sections[i].load(state);
			return;
		}
	state_wrong(state, "a section that is not known here");
}

static void
load_handover(struct state *state, struct handover *handover)
{
	if (!str_eq(state_next_section(state), STR("handover"))) {
		state_wrong(state, "not what comes first");
		return;
	}
	while (state_next(state))
		fields_get(state, FIELDS(saved), handover);
}

/* "refused WHY", behind the end, if the next program has put it there. */
static void
load_refusal(struct state *state, struct handover *handover)
{
	struct str line;

	if (!state_has_more(state, &line) ||
	    !str_eq(str_word(&line), STR("refused")))
		return;
	(void)snprintf(handover->refused, sizeof(handover->refused), "%.*s",
	    (int)line.len, line.at); /* as much as there is room for */
}

bool
handover_load(struct state *state, int fd, struct handover *handover)
{
	struct str name;

	*handover = (struct handover) { .program = -1 };
	if (!state_read(state, fd))
		return false;
	if (load_head(state))
		load_handover(state, handover);
	/* Where it is tried it is to be seen what is lost. */
	state->sums = handover->pid != getpid();
	while ((name = state_next_section(state)).len > 0)
		load_section(state, name);
	if (!state->failed)
		load_refusal(state, handover);
	return !state->failed;
}

bool
handover_is_same(const struct state *loaded, const struct handover *handover,
    struct error *why)
{
	const char *section;
	struct state state;
	bool same = false;

	if (state_write(&state, -1)) {
		state.loop = loaded->loop;
		state.real = loaded->real;
		same = save(&state, handover, true);
	}
	*why = state.why;
	section = same ? state_differs(loaded, &state) : NULL;
	if (section != NULL)
		same = error_set(why, EX_DATAERR,
		    "the state: section %s would not be saved as it was loaded",
		    section);
	state_free(&state);
	return same;
}

bool
handover_refuse(int fd, const struct error *why)
{
	return lseek(fd, 0, SEEK_END) != -1 &&
	    io_write_all(fd, "refused ", 8) &&
	    io_write_all(fd, why->text, strlen(why->text)) &&
	    io_write_all(fd, "\n", 1);
}
