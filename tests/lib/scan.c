/* A search through the memory of another process: see scan.h. */
#define _GNU_SOURCE /* memmem */
#include "scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "must.h"
#include "proc.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tap.h"

#define MAPS_SIZE (256 * 1024)
#define PIECE_SIZE (64 * 1024)
#define NOTED 8

struct search {
	const char *text;
	size_t len;
	const char *mapping; /* its line of /proc/PID/maps */
	bool noted;
	long found;
};

static void
note(const struct search *search, const char *at, size_t left)
{
	char shown[SCAN_SHOWN + 1] = "";

	for (size_t i = 0; i < left && i < SCAN_SHOWN; i++)
		if ((shown[i] = at[i]) < ' ' || at[i] > '~')
			shown[i] = '.';
	if (search->noted && search->found <= NOTED)
		tap_note("\"%s\" in %.*s", shown,
		    (int)strcspn(search->mapping, "\n"), search->mapping);
}

static void
search_piece(struct search *search, const char *piece, size_t len)
{
	const char *end = piece + len;

	while ((piece = memmem(piece, (size_t)(end - piece), search->text,
		    search->len)) != NULL) {
		search->found++;
		note(search, piece, (size_t)(end - piece));
		piece++;
	}
}

/* Pieces overlap by one byte less than the text: none is found twice. */
static void
search_mapping(
    struct search *search, int memory, unsigned long start, unsigned long end)
{
	static char piece[PIECE_SIZE];

	while (end - start >= search->len) {
		const size_t size =
		    end - start < sizeof(piece) ? end - start : sizeof(piece);
		const ssize_t got = pread(memory, piece, size, (off_t)start);
		if (got < (ssize_t)search->len)
			return; /* nothing there that can be read */
		search_piece(search, piece, (size_t)got);
		start += (size_t)got - search->len + 1;
	}
}

long
scan_process(pid_t pid, const char *text, bool noted)
{
	static char maps[MAPS_SIZE];
	struct search search = {
		.text = text, .len = strlen(text), .noted = noted
	};
	unsigned long start, end;
	char path[64], access[8];

	(void)snprintf(path, sizeof(path), "/proc/%ld/mem", (long)pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	if (memory == -1 || proc_read(pid, "maps", maps, sizeof(maps)) == 0)
		return -1;
	for (const char *line = maps; *line != '\0';) {
		search.mapping = line;
		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) == 3 &&
		    access[0] == 'r')
			search_mapping(&search, memory, start, end);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	io_close(&memory);
	return search.found;
}

long
scan_address(pid_t pid, const char *host, bool noted)
{
	char text[64], binary[8];
	struct addr addr;

	(void)snprintf(text, sizeof(text), "%s:1", host);
	MUST(addr_parse(&addr, text) == NULL, "no address: %s", host);
	memcpy(binary, &addr.to.v4.sin_addr, 4);
	binary[4] = '\0';
	MUST(strlen(binary) == 4, "a byte of %s is zero", host);
	return scan_process(pid, host, noted) +
	    scan_process(pid, binary, noted);
}
