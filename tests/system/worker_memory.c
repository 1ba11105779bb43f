/*
 * No worker has in its memory what is not its client's: neither names nor
 * groups nor texts nor topics of others, whoever came first.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define MAPS_SIZE (256 * 1024)
#define PIECE_SIZE (64 * 1024)

/* Strings that no program has but for the talk below. */
static const char *const secrets[] = { "zquuxali", "zquuxgroup", "zquuxtext",
	"zquuxtopic", "zquuxtell", "zquuxleave" };
#define SECRET_LONGEST 16

static bool
holds(const char *data, size_t len, const char *secret)
{
	const size_t size = strlen(secret);
	const char *end = data + len;

	while (data + size <= end &&
	    (data = memchr(data, secret[0], (size_t)(end - data))) != NULL) {
		if (data + size <= end && memcmp(data, secret, size) == 0)
			return true;
		data++;
	}
	return false;
}

/* Which of the secrets are in the piece, as a mask. */
static unsigned
search(const char *data, size_t len)
{
	unsigned found = 0;

	for (size_t i = 0; i < COUNT(secrets); i++)
		if (holds(data, len, secrets[i]))
			found |= 1U << i;
	return found;
}

/* The same for one mapping; pieces overlap by the longest secret. */
static unsigned
search_mapping(int memory, unsigned long start, unsigned long end)
{
	static char piece[PIECE_SIZE];
	unsigned found = 0;

	while (start < end) {
		size_t len = end - start;
		if (len > sizeof(piece))
			len = sizeof(piece);
		const ssize_t got = pread(memory, piece, len, (off_t)start);
		if (got <= 0)
			break; /* nothing there to be read */
		found |= search(piece, (size_t)got);
		start += len > SECRET_LONGEST ? len - SECRET_LONGEST : len;
	}
	return found;
}

/* The same for all that the process could read. */
static unsigned
search_process(pid_t pid)
{
	static char maps[MAPS_SIZE];
	char path[64];
	unsigned found = 0;
	unsigned long start, end;
	char access[8];

	(void)snprintf(path, sizeof(path), "/proc/%ld/mem", (long)pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	if (memory == -1 || proc_read(pid, "maps", maps, sizeof(maps)) == 0)
		tap_skip("needs /proc/PID/mem, and the right to read it");
	for (const char *line = maps; *line != '\0';) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) == 3 &&
		    access[0] == 'r' && access[1] == 'w')
			found |= search_mapping(memory, start, end);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	io_close(&memory);
	return found;
}

static void
talk(const struct server *server)
{
	struct conn *ali = conn_member(server, "zquuxali", "zquuxgroup");
	struct conn *sara = conn_named(server, "sara");

	conn_ask(ali, "send zquuxgroup zquuxtext", "msg ...");
	conn_ask(ali, "topic zquuxgroup zquuxtopic", "topic ...");
	conn_ask(ali, "tell sara zquuxtell", "tell ...");
	conn_expect(sara, "tell ...");
	conn_ask(ali, "join 3", "join ...");
	conn_ask(ali, "leave 3 zquuxleave", "leave ...");
	conn_ask(ali, "send zquuxgroup \x1b", "err send bad-text ...");
	conn_ask(sara, "names zquuxgroup", "names ...");
	conn_expect(sara, "ok names zquuxgroup 1");
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	struct server *server =
	    server_start(&(struct setup) { .args = { "-v" }, .visible = true });
	struct conn *early = conn_member(server, "early", "1");

	talk(server);
	server_memory(server); /* the summary names them too */
	struct conn *late = conn_member(server, "late", "2");
	conn_expect_nothing(early);
	conn_expect_nothing(late);
	TAP_NUM(search_process(server_worker(server, "early")), 0,
	    "nothing in one that was there before");
	TAP_NUM(search_process(server_worker(server, "late")), 0,
	    "nothing in one that was forked afterwards");
	TAP_OK(search_process(server_worker(server, "zquuxali")) != 0,
	    "its own words can be found in a worker");
	server_stop(server);
	return tap_done();
}
