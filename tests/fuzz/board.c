/*
 * client/ctl: whatever a scoreboard contains, forkcastctl shows text that moves
 * no cursor, one line per client, and numbers that a monitoring system can
 * read. The first byte selects how much of the head is made valid, so that the
 * rest is read; the second is the number of rows. The remaining bytes are the
 * file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/ctl/ctl.h"
#include "client/ctl/status.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/lib/forge.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ROWS 16

enum { HEAD = 1, SIZE = 2, PULSE = 4 };

static struct {
	char directory[SCRATCH_PATH]; /* empty until the first call */
	char path[2 * SCRATCH_PATH];
	uint64_t pid; /* of the process that has locked it */
	int out; /* what is shown */
	char text[64 * 1024];
} test;

static void
begin(void)
{
	if (test.directory[0] != '\0')
		return;
	scratch_path(test.directory, "boards");
	MUST(
	    mkdir(test.directory, 0700) == 0, "cannot make %s", test.directory);
	test.pid = (uint64_t)forge_living(&(struct forged) {
	    .directory = test.directory, .owner = geteuid() });
	(void)snprintf(test.path, sizeof(test.path), "%s/forkcastd.%llu",
	    test.directory, (unsigned long long)test.pid);
	test.out = scratch_nameless();
}

static void
put(int fd, const void *bytes, size_t len, size_t at)
{
	MUST(pwrite(fd, bytes, len, (off_t)at) == (ssize_t)len,
	    "cannot write %s", test.path);
}

static void
make_right(int fd, unsigned char right, uint64_t rows)
{
	struct score_head head = { .version = SCORE_VERSION,
		.row_size = sizeof(struct score_row_cell),
		.rows_max = rows,
		.pid = test.pid };
	const size_t pulse_rows = offsetof(struct score_board, pulse) +
	    sizeof(uint64_t) + offsetof(struct score_pulse, rows);
	const size_t size =
	    sizeof(struct score_board) + (size_t)rows * head.row_size;

	memcpy(head.magic, SCORE_MAGIC, sizeof(head.magic));
	if (right & HEAD) /* the control socket is the input's */
		put(fd, &head, offsetof(struct score_head, started), 0);
	if (right & PULSE)
		put(fd, &rows, sizeof(rows), pulse_rows);
	if (right & SIZE)
		MUST(ftruncate(fd, (off_t)size) == 0, "cannot truncate");
}

static void
make_board(struct str input)
{
	const unsigned char right = fuzz_byte(&input);
	const uint64_t rows = fuzz_byte(&input) % (ROWS + 1);
	int fd = open(test.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd != -1, "cannot make %s: %s", test.path, strerror(errno));
	if (input.len > 0)
		put(fd, input.at, input.len, 0);
	make_right(fd, right, rows);
	io_close(&fd);
}

/* Captures the output in test.text; returns its length. */
static size_t
catch_output(void (*print)(void *with), void *with)
{
	const int old = dup(STDOUT_FILENO);
	ssize_t len;

	MUST(fflush(stdout) == 0 && old != -1 && ftruncate(test.out, 0) == 0 &&
		lseek(test.out, 0, SEEK_SET) == 0 &&
		dup2(test.out, STDOUT_FILENO) != -1,
	    "cannot catch the output");
	print(with);
	MUST(fflush(stdout) == 0 && dup2(old, STDOUT_FILENO) != -1 &&
		close(old) == 0,
	    "cannot give it back");
	len = pread(test.out, test.text, sizeof(test.text), 0);
	MUST(len >= 0 && (size_t)len < sizeof(test.text), "too much output");
	return (size_t)len;
}

static void
check_shown(size_t len)
{
	shown_check((struct str) { test.text, len }, SHOWN_FILE);
}

static size_t
count_lines(size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += test.text[i] == '\n';
	return count;
}

static void
print_status(void *server)
{
	status_print(server, &(const struct clients) { .stopped = 1 }, "\n");
}

static void
print_clients(void *clients)
{
	rows_print(clients, SIZE_MAX, SIZE_MAX, "\n");
}

static void
print_json(void *clients)
{
	const struct clients *rows = clients;
	char room[ROWS_JSON];
	struct buf line;

	for (size_t i = 0; i < rows->count; i++) {
		buf_init(&line, room, sizeof(room));
		rows_json(&line, &rows->row[i]);
		(void)fwrite(room, 1, buf_len(&line), stdout);
	}
}

static void
print_metrics(void *status)
{
	const struct choice choice = { .directory = test.directory };
	char *argv[] = { (char[]) { "metrics" }, NULL };

	*(int *)status = cmd_metrics(&choice, 1, argv);
}

static void
check_clients(const struct server *server)
{
	struct clients clients;
	const char *column = "pid";
	size_t len;

	rows_read(&clients, server);
	MUST(clients.count <= ROWS, "%zu rows", clients.count);
	do {
		rows_sort(&clients, column, true);
		column = rows_next_column(column);
	} while (strcmp(column, "pid") != 0);
	len = catch_output(print_clients, &clients);
	MUST(count_lines(len) == clients.count + (clients.count > 0),
	    "a line a client");
	check_shown(len);
	len = catch_output(print_json, &clients);
	MUST(count_lines(len) == clients.count, "an object a client");
	check_shown(len);
	free(clients.row);
}

/* The last word of each line that is no comment is a number. */
static void
check_metrics(void)
{
	int status = -1;
	struct str text = { test.text, 0 };
	struct str line;

	text.len = catch_output(print_metrics, &status);
	MUST(status == EX_OK, "exit status %d", status);
	check_shown(text.len);
	while (fuzz_line(&text, &line)) {
		if (str_begins(line, STR("#")))
			continue;
		MUST(str_begins(line, STR("forkcast_")), "no metric");
		while (memchr(line.at, ' ', line.len) != NULL)
			(void)str_word(&line);
		MUST(line.len > 0 && strspn(line.at, "0123456789.") >= line.len,
		    "no number: %.*s", (int)line.len, line.at);
	}
}

void
fuzz(struct str input)
{
	struct server found[SERVERS_MOST];
	const struct choice choice = { .directory = test.directory };
	struct score_pulse pulse;
	char why[SERVER_WHY];
	size_t len, count;

	begin();
	make_board(input);
	count = servers_find(&choice, found, why);
	MUST(count == (why[0] == '\0' ? 1 : 0), "%zu, and %s", count, why);
	if (count == 0)
		return;
	MUST(found->size <= sizeof(struct score_board) +
		    SCORE_ROWS * sizeof(struct score_row_cell),
	    "%zu bytes", found->size);
	check_metrics();
	len = catch_output(print_status, found);
	server_pulse(found, &pulse);
	MUST(count_lines(len) == 3 + (size_t)status_has_history(&pulse),
	    "%zu lines", count_lines(len));
	check_shown(len);
	check_clients(found);
	server_close(found);
}
