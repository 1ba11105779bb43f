/*
 * The addresses of web pages in the current view: they are listed, opened, or
 * copied to the clipboard. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/opener.h"
#include "chat/window/window.h"
#include "conf/restricted.h"
#include "shared/crypto/base64.h"
#include "views/links.h"

/* The most addresses in the list. */
#define LISTED 100

/* xterm's OSC 52: the text, in Base64, becomes the selection. */
#define COPY STR("\033]52;c;")
#define COPY_END STR("\a")

static void
list(struct chat *chat)
{
	const struct view *view = window_now(chat);
	char room[LINKS_ROOM], row[LINKS_ROOM + 16];
	struct buf text;
	struct str link;

	if (!links_find(view, 1, room, &link)) {
		CHAT_REMARK(chat, STR("this view has no links"));
		return;
	}
	window_pager_line(chat,
	    STR("/url N opens a link, /url copy N copies it; from the newest:"));
	for (size_t i = 1; i <= LISTED && links_find(view, i, room, &link);
	     i++) {
		buf_init(&text, row, sizeof(row));
		(void)BUF_CAT(&text, i < 10 ? STR("   ") : STR("  "),
		    DECIMAL(i), STR("  "));
		render_text(&text, link);
		window_pager_line(chat, buf_str(&text));
	}
}

static void
open_link(struct chat *chat, struct str link)
{
	const char *opener = chat->options.settings->url_opener;
	struct error why;

	if (opener == NULL)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("opening links: " RESTRICTED_WHY "; see /url copy"));
	else if (opener_run(opener, link, &why))
		CHAT_REMARK(chat, STR("opened "), link);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text),
		    STR("; see /set url_opener, or /url copy"));
}

static void
copy_link(struct chat *chat, struct str link)
{
	char room[BASE64_TEXT(LINKS_ROOM)];
	struct out *out = &chat->console->out;

	out_put(out, COPY);
	out_put(out, base64_text(link.at, link.len, room));
	out_put(out, COPY_END);
	CHAT_REMARK(chat, STR("copied, if the terminal allows it: "), link);
}

/* Takes "copy " off the front. */
static bool
take_copy(struct str *rest)
{
	struct str behind = *rest;

	if (!str_eq(str_word(&behind), STR("copy")))
		return false;
	*rest = behind.at != NULL ? behind : STR("1");
	return true;
}

void
window_url(struct chat *chat, struct str rest)
{
	char room[LINKS_ROOM];
	struct str link;
	uint64_t n;

	if (rest.at == NULL) {
		list(chat);
		return;
	}
	const bool copies = take_copy(&rest);
	if (!str_to_number(rest, SIZE_MAX, &n))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /url [[copy] N]"));
	else if (!links_find(window_now(chat), (size_t)n, room, &link))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("this view has no link "),
		    rest, STR("; /url lists them"));
	else if (copies)
		copy_link(chat, link);
	else
		open_link(chat, link);
}
