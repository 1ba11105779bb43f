/* The log file of a chat (-l), a line with its date for each event. */
#include <errno.h>

#include "chat/core/chat_state.h"
#include "conf/logfile.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"

void
chat_open_log(struct chat *chat)
{
	struct error why;

	chat->log = -1;
	if (chat->options.log != NULL &&
	    !logfile_open(&chat->log, chat->options.log, &why))
		error_die(&why);
}

void
chat_write_down(struct chat *chat, const struct command *line)
{
	const struct manner manner = {
		.stable = true,
		.times = true,
		.dates = true,
	};
	const char *file = chat->options.log;
	char memory[RENDER_ROOM];
	struct command plain = *line;
	struct buf text;

	if (chat->log == -1 || line->rule->args[0] != ARG_ID)
		return;
	if (plain.rule->verb == VERB_MSG)
		plain.arg[1] = audience_group(plain.arg[1]);
	buf_init(&text, memory, sizeof(memory));
	render_line(&text, &plain, &manner);
	if (io_write_all(chat->log, buf_str(&text).at, buf_len(&text)))
		return;
	const char *why = strerror(errno);
	io_close(&chat->log);
	if (chat->options.person)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no longer writing to "),
		    str_from(file), STR(": "), str_from(why));
	else
		complain("no longer writing to %s: %s", file, why);
}
