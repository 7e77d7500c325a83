// Prints what Go's YAML readers make of texts: for each line of JSON {text} a line of JSON with what each of them says.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"time"

	two "gopkg.in/yaml.v2"
	three "gopkg.in/yaml.v3"
)

// As JSON has it: keys are text, and a time is no text.
func plain(value any) any {
	switch typed := value.(type) {
	case map[any]any:
		found := map[string]any{}
		for key, each := range typed {
			name, is := key.(string)
			if !is {
				return fmt.Sprintf("a key that is no text: %v", key)
			}
			found[name] = plain(each)
		}
		return found
	case map[string]any:
		found := map[string]any{}
		for key, each := range typed {
			found[key] = plain(each)
		}
		return found
	case []any:
		found := []any{}
		for _, each := range typed {
			found = append(found, plain(each))
		}
		return found
	case time.Time:
		return map[string]any{"a time": typed.String()}
	case int, int64, uint64:
		return float64(reflect.ValueOf(typed).Convert(reflect.TypeOf(float64(0))).Float())
	default:
		return typed
	}
}

func main() {
	readers := map[string]func([]byte, any) error{"Go's yaml.v2": two.Unmarshal, "Go's yaml.v3": three.Unmarshal}
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	differences := []map[string]string{}
	lines := bufio.NewReaderSize(file, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var entry struct {
			Text  string
			Value any
		}
		if err := json.Unmarshal(line, &entry); err != nil {
			panic(err)
		}
		for name, read := range readers {
			var found any
			err := read([]byte(entry.Text), &found)
			said := fmt.Sprint(err)
			if err == nil {
				if reflect.DeepEqual(plain(found), entry.Value) {
					continue
				}
				said = fmt.Sprintf("%#v", found)
			}
			differences = append(differences, map[string]string{"reader": name, "text": entry.Text, "found": said})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(differences); err != nil {
		panic(err)
	}
}
