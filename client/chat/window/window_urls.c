/*
 * The addresses of web pages in the current view: /url lists them, or copies
 * one to the clipboard. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "shared/crypto/base64.h"
#include "views/links.h"

/* The most addresses in the list, and of one line. */
#define LISTED 100
#define LINE_LINKS 64

/* xterm's OSC 52: the text, in Base64, becomes the selection. */
#define COPY STR("\033]52;c;")
#define COPY_END STR("\a")

static void
list(struct chat *chat, size_t number, struct str link)
{
	char row[LOGS_TEXT];
	struct buf text;

	if (number == 1)
		window_pager_line(chat,
		    STR("/url N copies a link to the clipboard; "
			"from the newest:"));
	buf_init(&text, row, sizeof(row));
	(void)BUF_CAT(&text, number < 10 ? STR("   ") : STR("  "),
	    DECIMAL(number), STR("  "));
	render_text(&text, link);
	window_pager_line(chat, buf_str(&text));
}

static void
copy(struct chat *chat, struct str link)
{
	struct out *out = &chat->console->out;
	char room[BASE64_TEXT(LIMIT_LINE)];

	if (link.len > LIMIT_LINE) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("the link is too long"));
		return;
	}
	out_put(out, COPY);
	out_put(out, base64_text(link.at, link.len, room));
	out_put(out, COPY_END);
	CHAT_REMARK(chat, STR("copied, if the terminal allows it: "), link);
}

/*
 * Goes through the links that people have sent to the view, from the newest, 1.
 * Copies that of the number, or lists all if it is 0. Returns false if there is
 * none.
 */
static bool
take_links(struct chat *chat, uint64_t number)
{
	char room[LOGS_TEXT];
	size_t passed = 0;

	for (const struct line *line = window_now(chat)->lines.last;
	     line != NULL && passed < LISTED; line = line->before) {
		struct str text = logs_plain(lines_text(line), room);
		struct str link[LINE_LINKS];
		size_t count = 0;
		if (line->kind > LINE_EVENT)
			continue;
		while (count < LINE_LINKS && links_next(&text, &link[count]))
			count++;
		while (count-- > 0 && passed < LISTED) {
			passed++;
			if (number == 0)
				list(chat, passed, link[count]);
			if (number != passed)
				continue;
			copy(chat, link[count]);
			return true;
		}
	}
	return number == 0 && passed > 0;
}

void
window_url(struct chat *chat, struct str rest)
{
	uint64_t number = 0;

	if (rest.at != NULL &&
	    (!str_to_number(rest, LISTED, &number) || number == 0))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /url [N]"));
	else if (take_links(chat, number))
		return;
	else if (number == 0)
		CHAT_REMARK(chat, STR("this view has no links"));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("this view has no link "),
		    rest, STR("; /url lists them"));
}
