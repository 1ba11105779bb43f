/* The log file of a chat: see record.h. */
#include "chat/core/record.h"

#include <errno.h>

#include "conf/logfile.h"
#include "shared/io.h"
#include "shared/names.h"
#include "text/render.h"

bool
record_open(struct record *record, const char *path, struct error *why)
{
	record->fd = -1;
	return path == NULL || logfile_open(&record->fd, path, why);
}

bool
record_add(struct record *record, const struct command *line)
{
	const struct manner manner = {
		.stable = true,
		.times = true,
		.dates = true,
	};
	char memory[RENDER_ROOM];
	struct command plain = *line;
	struct buf text;

	if (record->fd == -1 || line->rule->args[0] != ARG_ID)
		return true;
	if (plain.rule->verb == VERB_MSG)
		plain.arg[1] = audience_group(plain.arg[1]);
	buf_init(&text, memory, sizeof(memory));
	render_line(&text, &plain, &manner);
	if (io_write_all(record->fd, buf_str(&text).at, buf_len(&text)))
		return true;
	const int error = errno;
	record_close(record);
	errno = error;
	return false;
}

void
record_close(struct record *record)
{
	io_close(&record->fd);
}
