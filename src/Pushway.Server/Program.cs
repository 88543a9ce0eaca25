Console.WriteLine("Pushway");
