#pragma once
#include <histedit.h>
#include <stdio.h>

// libedit sets everything through variadic functions (el_set, el_get, history), which Swift cannot
// call; each use that we have of them stands here under a name and a signature of its own.

typedef char *(*EnergyPrompt)(EditLine *);
typedef unsigned char (*EnergyKey)(EditLine *, int);

// The streams are macros over globals that Swift takes for shared mutable state.
static inline EditLine *energy_edit_open(const char *program, int drawsOnStandardError) {
  return el_init(program, stdin, drawsOnStandardError ? stderr : stdout, stderr);
}

// Emacs keys; libedit redraws by itself when the window changes its size or the process comes back
// from a stop. Keys make no signals while a line is edited, so that Ctrl-C arrives as a key; they do
// again while a command runs. (Switching off the interrupt letter alone, "intr=", does not last:
// libedit copies the terminal's own letters over it.)
static inline int energy_edit_prepare(EditLine *editor, History *past, void *owner) {
  return el_set(editor, EL_CLIENTDATA, owner) | el_set(editor, EL_EDITOR, "emacs") |
         el_set(editor, EL_SIGNAL, 1) | el_set(editor, EL_HIST, history, past) |
         el_set(editor, EL_SETTY, "-d", "-isig", (char *)0);
}

// Takes the terminal's keys from the kernel; el_gets gives them back when it returns.
static inline int energy_edit_take_keys(EditLine *editor) {
  return el_set(editor, EL_PREP_TERM, 1);
}

static inline void *energy_edit_owner(EditLine *editor) {
  void *owner = 0;
  return el_get(editor, EL_CLIENTDATA, &owner) == 0 ? owner : 0;
}

static inline int energy_edit_set_prompt(EditLine *editor, EnergyPrompt prompt) {
  return el_set(editor, EL_PROMPT, prompt);
}

static inline int energy_edit_bind(EditLine *editor, const char *key, const char *name,
                                   const char *help, EnergyKey function) {
  return el_set(editor, EL_ADDFN, name, help, function) |
         el_set(editor, EL_BIND, key, name, (char *)0);
}

static inline int energy_edit_bind_builtin(EditLine *editor, const char *key, const char *name) {
  return el_set(editor, EL_BIND, key, name, (char *)0);
}

static inline int energy_history_limit(History *past, int count) {
  HistEvent event;
  return history(past, &event, H_SETSIZE, count) | history(past, &event, H_SETUNIQUE, 1);
}

static inline int energy_history_enter(History *past, const char *line) {
  HistEvent event;
  return history(past, &event, H_ENTER, line);
}
