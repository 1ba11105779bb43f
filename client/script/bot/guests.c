/* The guests of a bot: see guests.h. */
#include "script/bot/guests.h"

#include <string.h>

#include "script/bot/voice.h"
#include "shared/grammar.h"
#include "shared/io.h"

/* Room for output that a guest must have before its next line is taken. */
#define STEP (2 * LIMIT_LINE)

static struct {
	int listener;
	void (*take)(int i, struct str line);
	struct guest at[GUESTS_MOST];
	size_t next; /* the guest whose turn is first */
} guests = { .listener = -1 };

void
guests_begin(int listener, void (*take)(int i, struct str line))
{
	guests.listener = listener;
	guests.take = take;
	for (size_t i = 0; i < GUESTS_MOST; i++)
		guests.at[i].fd = -1;
}

struct guest *
guests_at(int i)
{
	struct guest *guest = i >= 0 ? &guests.at[i] : NULL;

	return guest != NULL && guest->fd != -1 ? guest : NULL;
}

void
guest_drop(int i)
{
	io_close(&guests.at[i].fd);
	voice_forget(i);
}

static size_t
room(struct guest *guest)
{
	char *at;

	return buf_room(&guest->out, &at);
}

static bool
guest_write(struct guest *guest)
{
	const struct str out = buf_str(&guest->out);
	const ssize_t count = io_write(guest->fd, out.at, out.len);

	if (count > 0)
		buf_drop(&guest->out, (size_t)count);
	return count != IO_FAIL;
}

void
guest_say(struct guest *guest, const struct str *pieces, size_t count)
{
	if (guest->fd == -1)
		return;
	if (room(guest) < STEP && !guest_write(guest)) {
		guest_drop((int)(guest - guests.at));
		return;
	}
	if (!buf_cat(&guest->out, pieces, count) ||
	    !BUF_CAT(&guest->out, STR("\n")))
		guest_drop((int)(guest - guests.at)); /* it does not read */
}

/* Returns the number of the group among the guest's; groups: it has it not. */
static size_t
find(const struct guest *guest, struct str group)
{
	size_t i = 0;

	while (i < guest->groups &&
	    !str_caseeq(group,
		(struct str) { guest->group[i].name, guest->group[i].len }))
		i++;
	return i;
}

bool
guest_has(const struct guest *guest, struct str group)
{
	return find(guest, group) < guest->groups;
}

bool
guests_have(struct str group)
{
	for (size_t i = 0; i < GUESTS_MOST; i++)
		if (guests.at[i].fd != -1 && guest_has(&guests.at[i], group))
			return true;
	return false;
}

bool
guest_enter(struct guest *guest, struct str group)
{
	if (guest_has(guest, group))
		return true;
	if (guest->groups == GUEST_GROUPS || group.len > LIMIT_GROUP)
		return false;
	memcpy(guest->group[guest->groups].name, group.at, group.len);
	guest->group[guest->groups++].len = group.len;
	return true;
}

void
guest_leave(struct guest *guest, struct str group)
{
	const size_t i = find(guest, group);

	if (i < guest->groups)
		guest->group[i] = guest->group[--guest->groups];
}

static size_t
find_free(void)
{
	size_t i = 0;

	while (i < GUESTS_MOST && guests.at[i].fd != -1)
		i++;
	return i;
}

static void
guests_accept(void)
{
	const size_t i = find_free();

	if (i == GUESTS_MOST)
		return;
	struct guest *guest = &guests.at[i];
	guest->fd = io_accept(guests.listener, NULL);
	guest->named = guest->asked = guest->ended = guest->quit = false;
	guest->full = false;
	guest->groups = 0;
	buf_init(&guest->in, guest->in_memory, sizeof(guest->in_memory));
	buf_init(&guest->out, guest->out_memory, sizeof(guest->out_memory));
}

static bool
has_input(const struct guest *guest)
{
	const struct str in = buf_str(&guest->in);

	return in.len > 0 && memchr(in.at, '\n', in.len) != NULL;
}

/* Returns what to poll for: input while there is no whole line, and output. */
static short
wants(struct guest *guest)
{
	const bool reads = !guest->ended && !guest->quit && !has_input(guest);

	return (short)((reads ? POLLIN : 0) |
	    (buf_len(&guest->out) > 0 ? POLLOUT : 0));
}

static short
wants_if_open(struct guest *guest)
{
	if (guest->fd == -1)
		return 0;
	return wants(guest);
}

void
guests_watch(struct pollfd *set)
{
	const bool accepts = find_free() < GUESTS_MOST;

	set[0] = (struct pollfd) { .fd = accepts ? guests.listener : -1,
		.events = POLLIN };
	for (size_t i = 0; i < GUESTS_MOST; i++) {
		struct guest *guest = &guests.at[i];
		const short events = wants_if_open(guest);
		set[1 + i] =
		    (struct pollfd) { .fd = events != 0 ? guest->fd : -1,
			    .events = events };
	}
}

/* Reads once; returns false if the guest has gone. */
static bool
guest_read(struct guest *guest)
{
	char *at;
	const size_t size = buf_room(&guest->in, &at);
	const ssize_t count = size > 0 ? io_read(guest->fd, at, size) : 0;

	if (count > 0)
		buf_filled(&guest->in, (size_t)count);
	else if (count == 0)
		guest->ended = true;
	return count != IO_FAIL;
}

void
guests_serve(const struct pollfd *set)
{
	for (int i = 0; i < GUESTS_MOST; i++) {
		struct guest *guest = &guests.at[i];
		const short found = set[1 + i].revents;
		bool good = (found & (POLLERR | POLLNVAL)) == 0;

		if (guest->fd == -1 || found == 0)
			continue;
		if (good && (found & POLLOUT) != 0)
			good = guest_write(guest);
		if (good && (found & (POLLIN | POLLHUP)) != 0)
			good = guest_read(guest);
		if (!good)
			guest_drop(i);
	}
	if (set[0].revents != 0)
		guests_accept();
}

/* Takes one line of the guest, if that may be done now; false if not. */
static bool
take_line(int i)
{
	struct guest *guest = &guests.at[i];
	struct str line;

	if (guest->fd == -1 || guest->asked || room(guest) < STEP ||
	    !voice_ready())
		return false;
	switch (buf_line(&guest->in, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		guests.take(i, (struct str) { NULL, 0 });
		return true;
	case LINE_WHOLE:
		guests.take(i, line);
		buf_drop_line(&guest->in, line);
		return true;
	}
	return false;
}

/* Drops a guest whose lines are all done and answered. */
static void
see_off(int i)
{
	const struct guest *guest = &guests.at[i];

	const bool done = guest->quit || (guest->ended && !has_input(guest));

	if (guest->fd != -1 && done && !guest->asked &&
	    buf_len(&guest->out) == 0)
		guest_drop(i);
}

/*
 * One line of each guest in turn: one that says much gets no more of the voice
 * than one that says little.
 */
void
guests_tend(void)
{
	bool more = guests.listener != -1;

	while (more) {
		more = false;
		for (size_t i = 0; i < GUESTS_MOST; i++)
			if (take_line((int)((guests.next + i) % GUESTS_MOST)))
				more = true;
		guests.next = (guests.next + 1) % GUESTS_MOST;
	}
	for (int i = 0; guests.listener != -1 && i < GUESTS_MOST; i++)
		see_off(i);
}

/* Returns whether the guest is to hear of the event. */
static bool
is_for(const struct guest *guest, const struct command *event)
{
	if (guest->fd == -1 || !guest->named)
		return false;
	if (grammar_is_of_group(event->rule))
		return guest_has(guest, event->arg[1]);
	return event->rule->verb == VERB_QUIT || event->rule->verb == VERB_NAME;
}

void
guests_hear(const struct heard *heard, struct str line)
{
	const struct command *event = &heard->event;
	struct str words[1 + GRAMMAR_ARGS];
	char memory[LIMIT_LINE + 1];
	struct command parsed;
	struct buf brief;

	if (guests.listener == -1)
		return;
	words[0] = event->rule->word;
	memcpy(words + 1, event->arg, event->count * sizeof(words[0]));
	buf_init(&brief, memory, sizeof(memory));
	if (!buf_say(&brief, words, 1 + event->count))
		return;
	const struct str whole = { memory, buf_len(&brief) - 1 };
	/* A name in full form may turn out to be none. */
	if (grammar_parse(whole, FROM_SERVER, &parsed) != CODE_OK)
		return;
	for (size_t i = 0; i < GUESTS_MOST; i++)
		if (is_for(&guests.at[i], event))
			GUEST_SAY(
			    &guests.at[i], guests.at[i].full ? line : whole);
}

void
guests_end(void)
{
	for (int i = 0; guests.listener != -1 && i < GUESTS_MOST; i++)
		guest_drop(i);
	guests.listener = -1;
}
