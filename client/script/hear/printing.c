/* How an event is printed: see printing.h. */
#include "script/hear/printing.h"

static void
put_line(const struct printing *printing, struct out *out,
    const struct command *event)
{
	const struct manner manner = { .stable = true,
		.times = printing->times,
		.dates = printing->dates };
	char memory[RENDER_ROOM];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	render_line(&line, event, &manner);
	out_put_lines(out, buf_str(&line));
}

void
printing_put(
    const struct printing *printing, struct out *out, const struct heard *heard)
{
	struct buf *to = &out->waiting;

	if (printing->json)
		json_event(to, heard);
	else if (printing->raw) /* there is room */
		(void)BUF_CAT(to, heard->event.arg[3], STR("\n"));
	else
		put_line(printing, out, &heard->event);
}
