/*
 * The parts of the window's screen, which window_draw.c puts together: the
 * input line, the status line and the list of members.
 */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_PARTS_H
#define CLIENT_CHAT_WINDOW_WINDOW_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/keys.h"
#include "shared/clock.h"
#include "shared/str.h"
#include "views/view.h"

struct chat;

/* The least rows of a screen with a status line. */
#define WINDOW_ROWS_WITH_BAR 4

/* The columns of the list of members, without the line before it. */
#define WINDOW_MEMBERS_COLUMNS 18

/* Lays out the input line, or the question that has its place. */
void window_lay_prompt(struct chat *chat, struct str question);

void window_draw_prompt(struct chat *chat);

/* Draws the status line in that row. */
void window_draw_bar(struct chat *chat, size_t row);

/* Returns the lag that the status line shows; 0: none. */
usec window_lag(const struct chat *chat);

/*
 * Draws the members beside the page. The first row says how many are above the
 * screen, the last one how many are below.
 */
void window_draw_members(struct chat *chat);

/*
 * Scroll the members by so many rows. They return false at the end of the list.
 */
bool window_members_back(struct chat *chat, size_t rows);
bool window_members_on(struct chat *chat, size_t rows);

#endif
