/* The interface of a chat that fills the screen. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_UI_H
#define CLIENT_CHAT_WINDOW_WINDOW_UI_H

#include "chat/core/ui.h"

extern const struct ui ui_window;

#endif
