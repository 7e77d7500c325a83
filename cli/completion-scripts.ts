/** Each hands the words so far to `modelyard __complete`, and what comes back to its shell. */
export const COMPLETION_SCRIPTS = {
  bash: `# modelyard: completion for bash
_modelyard() {
  local line=\${COMP_LINE:0:COMP_POINT} words word candidate IFS=$' \\t\\n'
  # Bash takes a word apart at @ and =, and completes only the last piece, its second argument.
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word=\${words[\${#words[@]} - 1]}
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    case $candidate in
      :file) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
      :folder) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
      *)
        [[ $candidate == *@ ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("\${candidate:\${#word} - \${#2}}")
        ;;
    esac
  done < <("$1" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -F _modelyard modelyard
`,
  zsh: `#compdef modelyard
# modelyard: completion for zsh
_modelyard() {
  local line
  local -a shown open
  for line in "\${(@f)$("$words[1]" __complete "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
    case $line in
      :file) [[ $PREFIX == --*=* ]] && compset -P '*='; _files ;;
      :folder) [[ $PREFIX == --*=* ]] && compset -P '*='; _files -/ ;;
      *@$'\\t'*) open+=("\${line%%$'\\t'*}") ;;
      ?*) shown+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( $#open )) && compadd -S "" -- "\${open[@]}"
  (( $#shown )) && _describe modelyard shown
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _modelyard "$@"
else
  compdef _modelyard modelyard
fi
`,
  fish: `# modelyard: completion for fish
function __modelyard_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l option (string match -r -- '^--[^=]+=' "$typed")
    set -l value (string replace -r -- '^--[^=]+=' '' "$typed")
    for line in ($words[1] __complete $words[2..] "$typed" 2>/dev/null)
        switch $line
            case :file
                for path in (__fish_complete_path "$value")
                    echo "$option$path"
                end
            case :folder
                for path in (__fish_complete_directories "$value")
                    echo "$option$path"
                end
            case '*'
                echo $line
        end
    end
end
complete -c modelyard -f -a '(__modelyard_complete)'
`,
} as const;
