/* The clients that talk to the server: see guest.h. */
#include "guest.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "kernel_view.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"
#include "subject.h"
#include "trial.h"
#include "wait.h"

#define GUESTS 1024
#define ROOM 32768
#define COMMAND_SIZE 1024
#define SEEN 60 /* bytes that are shown of what a guest has got */
#define BEFORE 200 /* bytes before a text where its sender's name stands */
#define BLIND_PAUSE (50 * MSEC) /* where nobody shows what has been read */
#define SMALL_SEGMENT 536
#define SMALL_BUFFER 2048

struct guest {
	char name[GUEST_NAME];
	int fd; /* -1: closed */
	uint16_t port;
	bool deaf; /* reads nothing */
	bool ended; /* the server has closed the connection */
	usec sent; /* when something was sent last; 0: nothing yet */
	usec seen; /* when it was seen that all had been read */
	size_t len;
	char in[ROOM + 1]; /* got last, ended by NUL */
};

static struct {
	struct guest *all[GUESTS];
	size_t count;
	bool chunks;
	usec pause;
} guests;

/* Bytes that are to be written: the rest of them. */
struct message {
	const struct guest *guest;
	struct str *rest;
};

void
guests_speak_lines(void)
{
	guests.chunks = false;
	guests.pause = 0;
}

void
guests_speak_chunks(usec pause)
{
	guests.chunks = true;
	guests.pause = pause;
}

usec
guests_pause(usec pause)
{
	const usec before = guests.pause;

	guests.pause = pause;
	return before;
}

static struct guest *
new_guest(const char *name)
{
	struct guest *guest = calloc(1, sizeof(*guest));

	if (guest == NULL || guests.count == GUESTS)
		die(EX_OSERR, "no room for another client");
	guests.all[guests.count++] = guest;
	(void)snprintf(guest->name, sizeof(guest->name), "%s", name);
	guest->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (guest->fd == -1 || !io_prepare(guest->fd))
		die_errno(EX_OSERR, "socket");
	return guest;
}

static bool
is_connected(const void *what)
{
	const struct guest *guest = what;
	struct pollfd polled = { .fd = guest->fd, .events = POLLOUT };

	return poll(&polled, 1, 0) == 1;
}

static void
connect_guest(struct guest *guest)
{
	const int yes = 1;
	int error = 0;
	socklen_t size = sizeof(error);
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_port = htons(subject_port()) };

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* Without it, a command could wait for the answer to the last one. */
	(void)setsockopt(
	    guest->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(guest->fd, (const struct sockaddr *)&addr, sizeof(addr)) !=
		0 &&
	    errno != EINPROGRESS)
		error = errno;
	else if (!wait_for(is_connected, guest))
		error = ETIMEDOUT;
	else if (getsockopt(guest->fd, SOL_SOCKET, SO_ERROR, &error, &size) !=
	    0)
		error = errno;
	if (error != 0 && subject_lives())
		trial_saw(
		    "%s could not connect: %s", guest->name, strerror(error));
	size = sizeof(addr);
	if (getsockname(guest->fd, (struct sockaddr *)&addr, &size) == 0)
		guest->port = ntohs(addr.sin_port);
}

struct guest *
guest_connect(const char *name)
{
	struct guest *guest = new_guest(name);

	connect_guest(guest);
	return guest;
}

struct guest *
guest_connect_small(const char *name)
{
	struct guest *guest = new_guest(name);
	const int segment = SMALL_SEGMENT;
	const int room = SMALL_BUFFER;

	/* The smaller, the sooner the server has to wait; else it is later. */
	(void)setsockopt(
	    guest->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
	(void)setsockopt(guest->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	connect_guest(guest);
	return guest;
}

static bool
is_taken(const void *what)
{
	const struct message *message = what;
	struct str *rest = message->rest;
	const ssize_t count = io_write(message->guest->fd, rest->at, rest->len);

	if (count > 0)
		str_drop(rest, (size_t)count);
	return rest->len == 0 || count == IO_FAIL;
}

static bool
is_read(const void *what)
{
	const struct guest *guest = what;

	return guest->ended || guest->fd == -1 ||
	    kernel_view_has_read(subject_port(), guest->port);
}

static bool
has_waited(const void *what)
{
	const struct guest *guest = what;

	return clock_mono() - guest->sent >= BLIND_PAUSE;
}

void
guest_has_been_read(struct guest *guest)
{
	if (guest->sent <= guest->seen)
		return;
	if (!kernel_view_opens())
		(void)wait_at_most(BLIND_PAUSE, has_waited, guest);
	else if (!wait_for(is_read, guest))
		trial_saw("the server does not read the data that %s sent",
		    guest->name);
	guest->seen = clock_mono();
}

void
guest_send(struct guest *guest, const char *data, size_t len)
{
	struct str rest = { data, len };
	const struct message message = { guest, &rest };

	guest_has_been_read(guest);
	if (guests.pause > 0 && guest->sent > 0)
		wait_at_rest(guests.pause, guest->seen);
	if (trial_goes_on() && guest->fd != -1 && !guest->ended &&
	    !wait_for(is_taken, &message))
		trial_saw("the server does not accept the data that %s sends",
		    guest->name);
	guest->sent = clock_mono();
}

void
guest_say(struct guest *guest, const char *format, ...)
{
	char command[COMMAND_SIZE];
	va_list values;

	va_start(values, format);
	int len = vsnprintf(command, sizeof(command) - 1, format, values);
	va_end(values);
	if (len < 0 || len >= (int)sizeof(command) - 1)
		die(EX_SOFTWARE, "the command is too long");
	if (!guests.chunks)
		command[len++] = '\n';
	guest_send(guest, command, (size_t)len);
}

void
guest_say_name(struct guest *guest)
{
	guest_say(guest, "%s", guest->name);
}

struct guest *
guest_enter(const char *name, int group)
{
	struct guest *guest = guest_connect(name);

	guest_say_name(guest);
	guest_say(guest, "join %d", group);
	return guest;
}

bool
guest_heard(const struct guest *guest, const char *text)
{
	return strstr(guest->in, text) != NULL;
}

/* Returns whether the name stands there, and is not the start of another. */
static bool
is_name(const char *at, const char *name)
{
	const size_t len = strlen(name);

	return strncmp(at, name, len) == 0 && strchr(" \t:>])|,\"", at[len]);
}

bool
guest_heard_from(const struct guest *guest, const char *name, const char *text)
{
	const char *found = strstr(guest->in, text);
	const char *at = found;

	if (found == NULL)
		return false;
	while (at > guest->in && at[-1] != '\n' && found - at < BEFORE)
		if (is_name(--at, name))
			return true;
	return false;
}

/* Writes the last bytes that it has got, without control characters. */
static void
got_last(const struct guest *guest, char text[SEEN + 1])
{
	const size_t len = guest->len < SEEN ? guest->len : SEEN;

	memcpy(text, guest->in + guest->len - len, len);
	for (size_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)text[i]))
			text[i] = ' ';
	text[len] = '\0';
}

static void
saw_what_it_got(const struct guest *guest, const char *what, const char *text)
{
	char got[SEEN + 1];

	got_last(guest, got);
	trial_saw("%s %s \"%s\"; %s last got \"%s\"%s", guest->name, what, text,
	    guest->name, got,
	    guest->ended ? ", and then the end of the connection" : "");
}

/* A guest, and a text that it is to get. */
struct hearing {
	const struct guest *guest;
	const char *text;
};

static bool
has_heard(const void *what)
{
	const struct hearing *hearing = what;

	return guest_heard(hearing->guest, hearing->text);
}

void
guest_hears(struct guest *guest, const char *text)
{
	const struct hearing hearing = { guest, text };

	if (!wait_for(has_heard, &hearing))
		saw_what_it_got(guest, "did not get", text);
}

void
guest_has_not_heard(const struct guest *guest, const char *text)
{
	if (guest_heard(guest, text))
		saw_what_it_got(guest, "got", text);
}

static bool
has_ended(const void *what)
{
	const struct guest *guest = what;

	return guest->ended;
}

void
guest_is_dismissed(struct guest *guest)
{
	if (!wait_for(has_ended, guest))
		trial_saw("%s's connection stays open", guest->name);
}

void
guest_new_word(char word[GUEST_WORD])
{
	static unsigned last;

	(void)snprintf(word, GUEST_WORD, "word%u.", ++last);
}

void
guests_meet(struct guest *speaker, struct guest *hearer, int group)
{
	char word[GUEST_WORD];
	const struct hearing hearing = { hearer, word };
	bool met = false;

	guest_new_word(word);
	guest_has_been_read(hearer);
	for (usec time = 100 * MSEC; !met && time < SEC; time *= 2) {
		guest_say(speaker, "send %d %s", group, word);
		met = wait_at_most(time, has_heard, &hearing);
		if (!trial_goes_on())
			return;
	}
	if (!met)
		guest_hears(hearer, word);
}

void
guest_stop_reading(struct guest *guest)
{
	guest->deaf = true;
}

void
guest_resume_reading(struct guest *guest)
{
	guest->deaf = false;
}

void
guest_close(struct guest *guest)
{
	io_close(&guest->fd);
}

void
guest_reset(struct guest *guest)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	/* If it fails, the end is only an ordinary one. */
	(void)setsockopt(
	    guest->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	guest_close(guest);
}

uint16_t
guest_port(const struct guest *guest)
{
	return guest->port;
}

const char *
guest_name(const struct guest *guest)
{
	return guest->name;
}

/* Reads all available bytes; keeps only the last if there are too many. */
static void
read_guest(struct guest *guest)
{
	if (guest->len > ROOM / 2) {
		memmove(guest->in, guest->in + guest->len - ROOM / 4, ROOM / 4);
		guest->len = ROOM / 4;
	}
	const ssize_t count =
	    io_read(guest->fd, guest->in + guest->len, ROOM - guest->len);
	guest->ended = count == 0 || count == IO_FAIL;
	for (ssize_t i = 0; i < count; i++)
		if (guest->in[guest->len + (size_t)i] == '\0')
			guest->in[guest->len + (size_t)i] = ' ';
	guest->len += count > 0 ? (size_t)count : 0;
	guest->in[guest->len] = '\0';
}

bool
guests_read(usec time)
{
	static struct pollfd polled[GUESTS];
	static struct guest *reader[GUESTS];
	nfds_t count = 0;

	for (size_t i = 0; i < guests.count; i++) {
		struct guest *guest = guests.all[i];
		if (guest->fd == -1 || guest->deaf || guest->ended)
			continue;
		polled[count] =
		    (struct pollfd) { .fd = guest->fd, .events = POLLIN };
		reader[count++] = guest;
	}
	const int ready = poll(polled, count, (int)(time / MSEC));
	for (nfds_t i = 0; ready > 0 && i < count; i++)
		if (polled[i].revents != 0)
			read_guest(reader[i]);
	return ready > 0;
}

void
guests_close(void)
{
	for (size_t i = 0; i < guests.count; i++) {
		io_close(&guests.all[i]->fd);
		free(guests.all[i]);
	}
	guests.count = 0;
}
