package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the script that completes commands in bash and zsh. Picocli's own is four times as long, completes no names of
 * files with spaces, and takes the name of a file for a command.
 */
final class Completion {

    private static final String COMMANDS = String.join(" ", CambTts.COMMANDS);

    private static final String SCRIPT = """
            #compdef camb-tts
            # Completes the words of camb-tts: to be read by bash, or by zsh after compinit.

            # Sets offer for the command $1, the word $2 before the cursor, and $3, which is typed so far: to "files",
            # "directories" or a list of words.
            _camb_tts_offer() {
                case "$1 $2" in
            VALUES
                    *) case "$1 $3" in
            WORDS
                    esac ;;
                esac
            }

            _camb_tts_bash() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= offer=
                # Bash makes three words of --option=value.
                if [ "$word" = = ]; then
                    word=
                elif [ "$previous" = = ]; then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                [ "$COMP_CWORD" = 1 ] || command=${COMP_WORDS[1]}
                _camb_tts_offer "$command" "$previous" "$word"
                # The default is to complete names of files.
                case $offer in
                    files) ;;
                    directories) compopt +o default -o dirnames ;;
                    *)
                        compopt +o default
                        COMPREPLY=($(compgen -W "$offer" -- "$word"))
                        ;;
                esac
            }

            _camb_tts_zsh() {
                local word=$words[CURRENT] previous=$words[CURRENT-1] command= offer=
                if compset -P '--*='; then
                    previous=${word%%=*}
                    word=
                fi
                [ "$CURRENT" = 2 ] || command=$words[2]
                _camb_tts_offer "$command" "$previous" "$word"
                case $offer in
                    files) _files ;;
                    directories) _path_files -/ ;;
                    *) compadd -- ${=offer} ;;
                esac
            }

            if [ -z "${ZSH_VERSION-}" ]; then
                complete -o default -F _camb_tts_bash camb-tts
            elif [ "${funcstack[1]-}" = _camb-tts ]; then
                # The file is _camb-tts in the fpath, and is being loaded.
                _camb_tts_zsh
            else
                compdef _camb_tts_zsh camb-tts
            fi
            """;

    private Completion() {}

    static String script(CommandLine commandLine) {
        List<String> values = new ArrayList<>();
        List<String> words = new ArrayList<>();
        words.add(line("' -'*", optionsOf(commandLine)));
        words.add(line("' '*", COMMANDS));
        commandLine.getSubcommands().forEach((name, command) -> {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.arity().max() > 0) {
                    values.add(line(
                            String.join(
                                    " | ",
                                    Arrays.stream(option.names())
                                            .map(each -> "'" + name + " " + each + "'")
                                            .toList()),
                            offer(option)));
                }
            }
            words.add(line("'" + name + " -'*", optionsOf(command)));
            command.getCommandSpec()
                    .positionalParameters()
                    .forEach(parameter -> words.add(line("'" + name + " '*", offer(parameter))));
        });
        return SCRIPT.replace("VALUES\n", String.join("", values)).replace("WORDS\n", String.join("", words));
    }

    private static String line(String pattern, String offer) {
        return "        " + pattern + ") offer='" + offer + "' ;;\n";
    }

    private static String optionsOf(CommandLine command) {
        return String.join(
                " ",
                command.getCommandSpec().options().stream()
                        .flatMap(option -> Stream.of(option.names()))
                        .toList());
    }

    /** Returns what may be the value, by its label in help. */
    private static String offer(ArgSpec argument) {
        String label = argument.paramLabel();
        return switch (label) {
            case "FILE", "PEM" -> "files";
            case "DIR" -> "directories";
            case "COMMAND" -> COMMANDS;
            default -> label.contains("|") ? label.replace('|', ' ') : "";
        };
    }
}
